using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace DaxNative.Log.Tool;

/// <summary>The command line as a whole: which commands there are, and what their failures look like.</summary>
internal static class CommandLine
{
    private const string Name = "daxnative-log";
    private const string Purpose = """
        Looks at a log of DaxNative.Log, and appends to it.

        Exit status: 0 done; 1 refused, with the reason; 2 something durable is damaged; 3 not Linux; 64 wrong usage; 130 interrupted.
        """;

    internal static async Task<int> RunAsync(string[] args)
    {
        // A pipe has no width, and a table that is cut at 80 columns loses what is in it.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(Console.Out) });
            AnsiConsole.Profile.Width = 160;
        }

        var command = new RootCommand(Purpose)
        {
            TailCommand.Create(),
            DumpCommand.Create(),
            VerifyCommand.Create(),
            SalvageCommand.Create(),
            AppendCommand.Create(),
        };
        ParseResult parsed = command.Parse(args);
        int status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }).ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? ExitCode.WrongUsage : status;
    }

    /// <summary>Gives a command its action: on another thread, because Ctrl-C is listened for once the action has started.</summary>
    internal static Command Doing(this Command command, Func<ParseResult, CancellationToken, int> action)
    {
        command.SetAction((parsed, cancellation) => Task.Run(() => Guarded(parsed, action, cancellation), CancellationToken.None));
        return command;
    }

    private static int Guarded(ParseResult parsed, Func<ParseResult, CancellationToken, int> action, CancellationToken cancellation)
    {
        try
        {
            return action(parsed, cancellation);
        }
        catch (OperationCanceledException)
        {
            return Fail("interrupted.", ExitCode.Interrupted);
        }
        catch (LogCorruptException damage)
        {
            return Fail($"{damage.Message} {Neighbours(damage.Before?.Value, damage.After?.Value)} Nothing was changed. `{Name} salvage` shows what can still be read.", ExitCode.Damaged);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return Fail($"{refusal.Message}{Remedy(refusal)}", ExitCode.Refused);
        }
    }

    // What a program would do about it, its message says; this is what the person at the command line can do.
    private static string Remedy(Exception refusal) => refusal switch
    {
        LogException { Error: LogError.NotALog } => $" Name a log's file, or make a log in a new file with `{Name} append PATH`.",
        LogException { Error: LogError.Full } => " A program that has the log truncates it with TransactionalLog.Truncate.",
        DaxException { Error: DaxError.VolatileMemory } => " The option is --allow-volatile.",
        DaxException { Error: DaxError.Locked } => $" Until then `{Name} dump` and `{Name} tail` show it, for they need nobody to close it.",
        _ => "",
    };

    private static int Fail(string why, int status)
    {
        Console.Error.WriteLine($"{Name}: {why}");
        return status;
    }

    /// <summary>Which records stand beside a damaged place.</summary>
    internal static string Neighbours(long? before, long? after) =>
        $"Sound before it: {before?.ToString(CultureInfo.InvariantCulture) ?? "none"}; sound after it: {after?.ToString(CultureInfo.InvariantCulture) ?? "none"}.";
}
