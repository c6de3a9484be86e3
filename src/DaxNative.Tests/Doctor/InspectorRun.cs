using System.Text.Json;
using DaxInspect;

namespace DaxNative.Tests;

/// <summary>One run of daxinspect in this process: its exit code and what it wrote.</summary>
internal sealed record InspectorRun(int ExitCode, string Output, string Error)
{
    internal static InspectorRun Of(params string[] arguments) => Of(isLinux: true, arguments);

    internal static InspectorRun Of(bool isLinux, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = Inspector.Run(arguments, isLinux, output, error);
        return new InspectorRun(exitCode, output.ToString(), error.ToString());
    }

    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The built program, for runs in a process of its own.</summary>
    internal static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "daxinspect.dll");
}
