using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Runs a sample in a process of its own, as a person would.</summary>
internal static class SampleProgram
{
    internal static ProcessResult Run(string name, params string[] arguments) =>
        ProbeProcess.RunProgram([ProbeProcess.DotNet, AssemblyOf(name), .. arguments]);

    /// <summary>The program, for a process that is not waited for.</summary>
    internal static string AssemblyOf(string name)
    {
        string output = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);
        string framework = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.GetFullPath(Path.Combine(output, "..", "..", "..", "samples", name, "bin", configuration, framework, name + ".dll"));
    }

    internal static JsonElement Json(string name, params string[] arguments)
    {
        ProcessResult result = Run(name, [.. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
