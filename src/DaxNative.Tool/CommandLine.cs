using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using DaxNative.Tool.Faults;
using DaxNative.Tool.Logs;
using DaxNative.Tool.PageTables;
using DaxNative.Tool.Setup;

namespace DaxNative.Tool;

/// <summary>The command line as a whole: which commands there are, and what their failures look like.</summary>
internal static class CommandLine
{
    internal const string Name = "daxnative";

    private const string Purpose = """
        Persistent memory for .NET: what this machine gives a program, and why not more; logs of DaxNative.Log seen from outside; DAX file
        systems and devices made and removed.

        Exit status: 0 done; 1 refused, with the reason; 3 not Linux; 64 wrong usage; 130 interrupted. The help of a command names its others.
        """;

    internal static async Task<int> RunAsync(string[] arguments, bool isLinux, TextWriter output, TextWriter error)
    {
        if (!isLinux)
        {
            await error.WriteLineAsync($"{Name}: persistent memory is looked at through Linux's /sys and /proc, and this is another system.").ConfigureAwait(false);
            return ExitCode.NotLinux;
        }

        Terminal.Use(output, error);
        if (arguments is [SetupCommand.Name, .. string[] rest])
        {
            return SetupCommand.Run(rest);
        }

        var command = new RootCommand(Purpose)
        {
            DoctorCommand.Create(),
            InspectCommand.Create(),
            LogCommand.Create(),
            SetupCommand.Create(),
            FaultsCommand.Create(),
            PageTablesCommand.Create(),
            CompletionCommand.Create(),
        };
        ParseResult parsed = command.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (ParseError wrong in parsed.Errors)
            {
                Terminal.Fail(wrong.Message);
            }

            await error.WriteLineAsync($"{NameOf(parsed.CommandResult)} --help says what there is.").ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }).ConfigureAwait(false);
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
        catch (Exception failure) when (Failure.Of(failure) is { } known)
        {
            Terminal.Fail(known.Message);
            return known.Status;
        }
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : Name;
}
