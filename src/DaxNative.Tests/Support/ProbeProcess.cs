using System.Diagnostics;
using System.Text;
using Xunit;

namespace DaxNative.Tests;

/// <summary>How a process ended and what it said.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>Everything, for the message of a failed assertion.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}

/// <summary>
/// Runs a verb of DaxNative.Tests.Probe in a process of its own, alone or under a program that watches it or takes
/// something from it (strace, setpriv).
/// </summary>
internal static class ProbeProcess
{
    /// <summary>Built beside this assembly, in the same configuration.</summary>
    internal static string Assembly { get; } = OutputOf("DaxNative.Tests.Probe", "DaxNative.Tests.Probe.dll");

    /// <summary>The dotnet program that runs these tests.</summary>
    internal static string DotNet { get; } = FindDotNet();

    internal static ProcessResult Run(params string[] arguments) => Run(arguments, under: []);

    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="under">A program with its arguments that the probe's own command line is appended to.</param>
    /// <param name="environment">Variables to set besides this process's own.</param>
    internal static ProcessResult Run(string[] arguments, string[] under, params (string Name, string Value)[] environment) =>
        Start([.. under, DotNet, Assembly, .. arguments], environment);

    /// <summary>Runs another program of this build.</summary>
    internal static ProcessResult RunAssembly(string assembly, string[] arguments, params (string Name, string Value)[] environment) =>
        Start([DotNet, assembly, .. arguments], environment);

    /// <summary>Runs a program of tools/packages.list. Skips the test where it is not installed.</summary>
    internal static ProcessResult RunTool(params string[] command)
    {
        DebianPackages.SkipUnlessThere(command[0]);
        return Start(command, []);
    }

    /// <summary>Runs a program that every Debian has, or that the test made itself.</summary>
    internal static ProcessResult RunProgram(params string[] command) => Start(command, []);

    /// <summary>The same in a folder.</summary>
    internal static ProcessResult RunIn(string folder, string[] command) => Start(command, [], folder);

    private static ProcessResult Start(string[] command, (string Name, string Value)[] environment, string? folder = null)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        long said = 0;
        Task<string> output = Read(process.StandardOutput, count => Interlocked.Add(ref said, count));
        Task<string> error = Read(process.StandardError, count => Interlocked.Add(ref said, count));
        if (!Patience.WaitForExit(process, () => Interlocked.Read(ref said)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', command)} stood still.\n{output.Result}\n{error.Result}");
        }

        return new ProcessResult(process.ExitCode, output.Result, error.Result);
    }

    private static async Task<string> Read(StreamReader stream, Action<int> note)
    {
        var text = new StringBuilder();
        char[] buffer = new char[4096];
        for (int count; (count = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0; note(count))
        {
            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    /// <summary>A file that another project below src has put out, built with this assembly.</summary>
    internal static string OutputOf(string project, string file)
    {
        string framework = AppContext.BaseDirectory.TrimEnd('/');
        string configuration = Path.GetDirectoryName(framework)!;
        string sources = Path.GetFullPath(Path.Combine(configuration, "..", "..", ".."));
        return Path.Combine(sources, project, "bin", Path.GetFileName(configuration), Path.GetFileName(framework), file);
    }

    private static string FindDotNet() =>
        Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet" ? self : "dotnet";
}
