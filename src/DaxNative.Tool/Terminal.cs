using Spectre.Console;

namespace DaxNative.Tool;

/// <summary>Where one run of the program writes to; runs beside each other, as in tests, have one each.</summary>
internal sealed class Terminal
{
    // A pipe has no width, and a table that is cut at 80 columns loses the commands in it.
    private const int WidthOfAPipe = 200;

    private static readonly AsyncLocal<Terminal?> s_current = new();

    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly IAnsiConsole _console;

    private Terminal(TextWriter output, TextWriter error)
    {
        (_output, _error) = (output, error);
        bool isPipe = output != System.Console.Out || System.Console.IsOutputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = isPipe ? AnsiSupport.No : AnsiSupport.Detect });
        _console.Profile.Width = isPipe ? WidthOfAPipe : _console.Profile.Width;
        IsPipe = isPipe;
    }

    internal static TextWriter Out => Current._output;

    internal static TextWriter Error => Current._error;

    internal static IAnsiConsole Console => Current._console;

    /// <summary>Whether no person looks on, who could be shown progress.</summary>
    internal static bool IsRedirected => Current.IsPipe;

    private static Terminal Current => s_current.Value ?? throw new InvalidOperationException("No command runs.");

    private bool IsPipe { get; }

    internal static void Use(TextWriter output, TextWriter error) => s_current.Value = new Terminal(output, error);

    /// <summary>Answers a script, or a person.</summary>
    internal static void Show(bool json, Func<string> toJson, Action<IAnsiConsole> toText)
    {
        if (json)
        {
            Out.WriteLine(toJson());
        }
        else
        {
            toText(Console);
        }
    }

    internal static void Fail(string why) => Error.WriteLine($"{CommandLine.Name}: {why}");
}
