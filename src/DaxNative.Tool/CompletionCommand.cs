using System.CommandLine;

namespace DaxNative.Tool;

/// <summary>Has the shell complete the program's commands and options; the program itself says which there are.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # In ~/.bashrc: eval "$(daxnative completion bash)"
        _daxnative() {
          local IFS=$'\n'
          COMPREPLY=($(daxnative "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null))
        }
        complete -o default -F _daxnative daxnative
        """;

    private const string Zsh = """
        # In ~/.zshrc, behind compinit: eval "$(daxnative completion zsh)"
        _daxnative() {
          local -a found
          found=("${(@f)$(daxnative "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -- $found
          _files
        }
        compdef _daxnative daxnative
        """;

    private const string Fish = """
        # In ~/.config/fish/completions/daxnative.fish: daxnative completion fish | source
        complete -c daxnative -a '(daxnative "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    internal static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new Command("completion", "Print what makes a shell complete daxnative's commands and options.") { shell }.Doing((parsed, _) =>
        {
            Terminal.Out.WriteLine(parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCode.Done;
        });
    }
}
