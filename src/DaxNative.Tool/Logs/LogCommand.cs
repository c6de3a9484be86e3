using System.CommandLine;

namespace DaxNative.Tool.Logs;

/// <summary>What there is to do with a log from outside the program that has it.</summary>
internal static class LogCommand
{
    private const string Purpose = """
        Look at a log of DaxNative.Log, mend it, append to it, measure it.

        Exit status: 0 done; 1 refused, with the reason; 2 something durable is damaged.
        """;

    internal static Command Create() => new("log", Purpose)
    {
        TailCommand.Create(),
        DumpCommand.Create(),
        VerifyCommand.Create(),
        SalvageCommand.Create(),
        AppendCommand.Create(),
        BenchCommand.Create(),
    };
}
