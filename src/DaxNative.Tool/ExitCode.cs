namespace DaxNative.Tool;

/// <summary>What the program answers to a script.</summary>
internal static class ExitCode
{
    /// <summary>Done; of <c>doctor</c> and <c>inspect</c>: stores are made durable by the CPU alone.</summary>
    internal const int Done = 0;

    /// <summary>Refused, with the reason; of <c>doctor</c> and <c>inspect</c>: stores are not made durable by the CPU alone.</summary>
    internal const int Refused = 1;

    /// <summary>Of <c>doctor</c> and <c>inspect</c>.</summary>
    internal const int CouldNotTell = 2;

    /// <summary>Of <c>log</c>: something that was durable is damaged or lost.</summary>
    internal const int Damaged = 2;

    internal const int NotLinux = 3;

    /// <summary>EX_USAGE of sysexits.h.</summary>
    internal const int WrongUsage = 64;

    /// <summary>As a shell says it of SIGINT.</summary>
    internal const int Interrupted = 130;

    internal static int Of(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.DurableByCpu => Done,
        DoctorVerdict.NotDurableByCpu => Refused,
        _ => CouldNotTell,
    };
}
