namespace DaxNative.Log.Tool;

/// <summary>What the program answers to a script.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    /// <summary>The log or the file refused, and said why.</summary>
    internal const int Refused = 1;

    /// <summary>Something that was durable is damaged or lost.</summary>
    internal const int Damaged = 2;

    internal const int NotLinux = 3;

    /// <summary>EX_USAGE of sysexits.h.</summary>
    internal const int WrongUsage = 64;

    /// <summary>As a shell says it of SIGINT.</summary>
    internal const int Interrupted = 130;
}
