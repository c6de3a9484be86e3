using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A C compiler, and what the programs that it makes run under.</summary>
internal sealed class CCompiler
{
    private readonly string _program;
    private readonly string[] _options;
    private readonly string? _emulator;
    private readonly string _header;

    private CCompiler(Architecture target, string program, string[] options, string? emulator, string header)
    {
        Target = target;
        _program = program;
        _options = options;
        _emulator = emulator;
        _header = header;
    }

    /// <summary>For the machine that the tests run on.</summary>
    internal static CCompiler Host { get; } =
        new(RuntimeInformation.ProcessArchitecture, "gcc", [], null, "/usr/include/stdio.h");

    /// <summary>For Arm64, on whatever machine; static, because there is no Arm64 C library to load.</summary>
    internal static CCompiler Arm64 { get; } =
        new(Architecture.Arm64, "aarch64-linux-gnu-gcc", ["-static"], "qemu-aarch64", "/usr/aarch64-linux-gnu/include/stdio.h");

    /// <summary>Both, by the names that the tests give them.</summary>
    internal static IReadOnlyDictionary<string, CCompiler> ByName { get; } = new Dictionary<string, CCompiler>
    {
        ["this machine"] = Host,
        ["Arm64"] = Arm64,
    };

    public static TheoryData<string> Names => [.. ByName.Keys];

    internal Architecture Target { get; }

    /// <summary>Makes a program; skips the test where the compiler or its headers are not installed.</summary>
    internal void Compile(string source, string program, params string[] options)
    {
        DebianPackages.SkipUnlessThere(_header);
        Succeed([_program, "-Wall", "-Wextra", "-Werror", .. _options, .. options, "-o", program, source]);
    }

    /// <summary>What a program that this compiler made says.</summary>
    internal string Run(string program) => _emulator is null ? Succeed(program) : Succeed(_emulator, program);

    private static string Succeed(params string[] command)
    {
        ProcessResult result = Path.IsPathRooted(command[0]) ? ProbeProcess.RunProgram(command) : ProbeProcess.RunTool(command);
        Assert.True(result.ExitCode == 0, $"{command[0]}: {result}");
        return result.Output;
    }
}
