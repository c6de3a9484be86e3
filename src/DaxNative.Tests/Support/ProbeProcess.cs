using System.Diagnostics;
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
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(100);

    /// <summary>Built beside this assembly, in the same configuration.</summary>
    internal static string Assembly { get; } = FindAssembly();

    /// <summary>The dotnet program that runs these tests.</summary>
    internal static string DotNet { get; } = FindDotNet();

    internal static ProcessResult Run(params string[] arguments) => Run(arguments, under: []);

    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="under">A program with its arguments that the probe's own command line is appended to.</param>
    /// <param name="environment">Variables to set besides this process's own.</param>
    internal static ProcessResult Run(string[] arguments, string[] under, params (string Name, string Value)[] environment) =>
        Start([.. under, DotNet, Assembly, .. arguments], environment);

    /// <summary>Runs any program. Skips the test where it is not installed.</summary>
    internal static ProcessResult RunTool(string package, params string[] command)
    {
        SkipUnlessInstalled(command[0], package);
        return Start(command, []);
    }

    /// <summary>Runs a program that the test made itself.</summary>
    internal static ProcessResult RunProgram(params string[] command) => Start(command, []);

    internal static void SkipUnlessInstalled(string program, string package) => Skip.IfNot(
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program))),
        $"{program} is not installed: apt-get install {package}");

    private static ProcessResult Start(string[] command, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', command)} did not end within {s_patience}.\n{output.Result}\n{error.Result}");
        }

        return new ProcessResult(process.ExitCode, output.Result, error.Result);
    }

    private static string FindAssembly()
    {
        const string Name = "DaxNative.Tests.Probe";
        string framework = AppContext.BaseDirectory.TrimEnd('/');
        string configuration = Path.GetDirectoryName(framework)!;
        string sources = Path.GetFullPath(Path.Combine(configuration, "..", "..", ".."));
        return Path.Combine(sources, Name, "bin", Path.GetFileName(configuration), Path.GetFileName(framework), Name + ".dll");
    }

    private static string FindDotNet() =>
        Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet" ? self : "dotnet";
}
