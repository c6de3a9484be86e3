using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Runs a sample in a process of its own, as a person would.</summary>
internal static class SampleProgram
{
    internal static ProcessResult Run(string name, params string[] arguments)
    {
        string output = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);
        string framework = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        string assembly = Path.GetFullPath(Path.Combine(output, "..", "..", "..", "samples", name, "bin", configuration, framework, name + ".dll"));
        return ProbeProcess.RunTool("dotnet-sdk-10.0", [ProbeProcess.DotNet, assembly, .. arguments]);
    }

    internal static JsonElement Json(string name, params string[] arguments)
    {
        ProcessResult result = Run(name, [.. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
