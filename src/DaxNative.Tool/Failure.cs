using DaxNative.Log;
using DaxNative.Tool.Logs;

namespace DaxNative.Tool;

/// <summary>What a failure is to the person at the command line: the message, with what can be done there, and the exit status.</summary>
internal sealed record Failure(string Message, int Status)
{
    /// <summary>Null for what is a defect of the program.</summary>
    internal static Failure? Of(Exception failure) => failure switch
    {
        OperationCanceledException => new Failure("interrupted.", ExitCode.Interrupted),
        LogCorruptException damage => new Failure(
            $"{damage.Message} {LogText.Neighbours(damage.Before?.Value, damage.After?.Value)} Nothing was changed. `{CommandLine.Name} log salvage` shows what can still be read.",
            ExitCode.Damaged),
        ArgumentException wrong => new Failure(wrong.Message, ExitCode.WrongUsage),
        IOException or UnauthorizedAccessException => new Failure(failure.Message + Remedy(failure), ExitCode.Refused),
        _ => null,
    };

    // What a program would do about it, the message says.
    private static string Remedy(Exception failure) => failure switch
    {
        LogException { Error: LogError.NotALog } => $" Name a log's file, or make a log in a new file with `{CommandLine.Name} log append PATH`.",
        LogException { Error: LogError.Full } => " A program that has the log truncates it with TransactionalLog.Truncate.",
        DaxException { Error: DaxError.VolatileMemory } => " The option is --allow-volatile.",
        DaxException { Error: DaxError.Locked } => $" Until then `{CommandLine.Name} log dump` and `{CommandLine.Name} log tail` show it, for they need nobody to close it.",
        _ => "",
    };
}
