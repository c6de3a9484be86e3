using System.Text.Json;
using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

/// <summary>One run of daxnative in this process: its exit code and what it wrote.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    internal static ToolRun Of(params string[] arguments) => Of(isLinux: true, arguments);

    internal static ToolRun Of(bool isLinux, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = DaxNative.Tool.CommandLine.RunAsync(arguments, isLinux, output, error).GetAwaiter().GetResult();
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>One that has to succeed, and answers in JSON.</summary>
    internal static JsonElement JsonOf(params string[] arguments)
    {
        ToolRun run = Of([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return run.Json;
    }

    /// <summary>The same in a process of its own: what measures itself must not be measured with the tests beside it.</summary>
    internal static JsonElement JsonOfProcess(params string[] arguments)
    {
        ProcessResult run = ProbeProcess.RunAssembly(Assembly, [.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return JsonDocument.Parse(run.Output).RootElement;
    }

    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The built program, for runs in a process of its own.</summary>
    internal static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "DaxNative.Tool.dll");
}
