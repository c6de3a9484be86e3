using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace DaxNative.Tool;

/// <summary>What one path would give, or what one process has.</summary>
internal static class InspectCommand
{
    private const string Purpose = """
        Say what a file, a directory (for a new file there) or /dev/daxX.Y would give a program, and why not more; or, of a process by its
        number, the DAX mappings that it has. Changes nothing; works without root where the kernel allows it.

        Exit status: 0 stores are made durable by the CPU alone; 1 they are not; 2 could not tell.
        """;

    internal static Command Create()
    {
        Argument<string> target = new("PATH|PID") { Description = "A path, or the number of a process; a file whose name is a number is ./NUMBER." };
        Option<bool> json = CommonOptions.NdctlJson();

        // The parser takes what looks like an option and is none for a path.
        target.Validators.Add(result =>
        {
            if (result.Tokens is [var path] && path.Value.StartsWith('-'))
            {
                result.AddError($"There is no option {path.Value}; a file of that name is ./{path.Value}.");
            }
        });
        return new Command("inspect", Purpose) { target, json }.Doing((parsed, _) =>
        {
            string asked = parsed.GetRequiredValue(target);
            return int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && process > 0
                ? Show(Doctor.ExamineProcess(process), parsed.GetValue(json))
                : Show(Doctor.ExaminePath(asked), parsed.GetValue(json));
        });
    }

    private static int Show(DoctorProcess process, bool json)
    {
        Terminal.Show(json, () => JsonProcess.From(process).ToText(), console => ProcessText.Write(console, process));
        return ExitCode.Of(process.Verdict);
    }

    private static int Show(DoctorPath path, bool json)
    {
        Terminal.Show(json, () => JsonPath.From(path).ToText(), console => PathText.Write(console, path));
        return ExitCode.Of(path.Outlook.Verdict);
    }
}
