using System.CommandLine;
using DaxNative;
using Spectre.Console;

namespace DaxInspect;

/// <summary>The command line: what was asked, answered as text or as JSON.</summary>
internal static class Inspector
{
    private const string Purpose = """
        Says what this machine's persistent memory gives a program, and why not more. Changes nothing; works without root.

        Exit status: 0 stores are made durable by the CPU alone; 1 they are not; 2 could not tell; 3 not Linux; 64 wrong usage.
        """;

    private static readonly Argument<string?> s_path = new("PATH")
    {
        Description = "A file, a directory (for a new file there) or /dev/daxX.Y: what would it give, and why not more",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<int?> s_pid = new("--pid")
    {
        Description = "The DAX mappings of a running process",
        HelpName = "P",
    };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "JSON instead of text; the names are those of ndctl list and daxctl list",
    };

    private static readonly Option<string?> s_root = new("--root")
    {
        Description = "Look at the recorded /sys and /proc of another machine (tools/capture-fixtures.sh) below DIR",
        HelpName = "DIR",
    };

    internal static int Run(string[] args, bool isLinux, TextWriter output, TextWriter error)
    {
        var command = new RootCommand(Purpose) { s_path, s_pid, s_json, s_root };
        command.Validators.Add(result =>
        {
            int questions = (result.GetResult(s_path) is { Tokens.Count: > 0 } ? 1 : 0)
                + (result.GetResult(s_pid) is null ? 0 : 1)
                + (result.GetResult(s_root) is null ? 0 : 1);
            if (questions > 1)
            {
                result.AddError("Give one of PATH, --pid and --root.");
            }

            // The parser takes what looks like an option and is none for a path.
            if (result.GetResult(s_path)?.Tokens is [var path] && path.Value.StartsWith('-'))
            {
                result.AddError($"There is no option {path.Value}; a file of that name is ./{path.Value}.");
            }

            if (result.GetResult(s_pid)?.Tokens is [var pid] && int.TryParse(pid.Value, out int number) && number <= 0)
            {
                result.AddError("--pid wants the number of a process.");
            }
        });
        command.SetAction(asked => isLinux ? Answer(asked, output, error) : Refuse(error));

        ParseResult parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError wrong in parsed.Errors)
            {
                error.WriteLine("daxinspect: " + wrong.Message);
            }

            error.WriteLine("daxinspect --help says what there is.");
            return ExitCode.WrongUsage;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
    }

    private static int Refuse(TextWriter error)
    {
        error.WriteLine("daxinspect: persistent memory is looked at through Linux's /sys and /proc, and this is another system.");
        return ExitCode.NotLinux;
    }

    private static int Answer(ParseResult asked, TextWriter output, TextWriter error)
    {
        bool json = asked.GetValue(s_json);
        try
        {
            if (asked.GetValue(s_pid) is { } pid)
            {
                DoctorProcess process = Doctor.ExamineProcess(pid);
                Write(json, output, () => JsonProcess.From(process).ToText(), console => ProcessText.Write(console, process));
                return ExitCode.Of(process.Verdict);
            }

            if (asked.GetValue(s_path) is { Length: > 0 } path)
            {
                DoctorPath report = Doctor.ExaminePath(path);
                Write(json, output, () => JsonPath.From(report).ToText(), console => PathText.Write(console, report));
                return ExitCode.Of(report.Outlook.Verdict);
            }

            DoctorMachine machine = asked.GetValue(s_root) is { Length: > 0 } root ? Doctor.ExamineMachine(root) : Doctor.ExamineMachine();
            Write(json, output, () => JsonMachine.From(machine).ToText(), console => MachineText.Write(console, machine));
            return ExitCode.Of(machine.Verdict);
        }
        catch (DaxException failure)
        {
            error.WriteLine("daxinspect: " + failure.Message);
            return ExitCode.CouldNotTell;
        }
    }

    private static void Write(bool json, TextWriter output, Func<string> toJson, Action<IAnsiConsole> toText)
    {
        if (json)
        {
            output.WriteLine(toJson());
            return;
        }

        bool isPipe = Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isPipe ? AnsiSupport.No : AnsiSupport.Detect,
        });

        // A pipe has no width, and a table that is cut at 80 columns loses the commands in it.
        console.Profile.Width = isPipe ? 200 : console.Profile.Width;
        toText(console);
    }
}
