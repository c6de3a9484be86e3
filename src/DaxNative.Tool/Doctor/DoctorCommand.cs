using System.CommandLine;
using Spectre.Console;

namespace DaxNative.Tool;

/// <summary>What this machine gives a program, and what to do for more.</summary>
internal static class DoctorCommand
{
    private const string Purpose = """
        Say what this machine's persistent memory gives a program, and what to do for more. Changes nothing; works without root.

        Exit status: 0 some of it is made durable by the CPU alone; 1 none is; 2 could not tell.
        """;

    internal static Command Create()
    {
        Option<bool> json = CommonOptions.NdctlJson();
        Option<string?> root = new("--root") { Description = "Look at the recorded /sys and /proc of another machine below DIR.", HelpName = "DIR" };
        return new Command("doctor", Purpose) { json, root }.Doing((parsed, _) =>
        {
            DoctorMachine machine = parsed.GetValue(root) is { Length: > 0 } recorded ? Doctor.ExamineMachine(recorded) : Doctor.ExamineMachine();
            Terminal.Show(parsed.GetValue(json), () => JsonMachine.From(machine).ToText(), console => MachineText.Write(console, machine));
            return ExitCode.Of(machine.Verdict);
        });
    }
}
