using System.Globalization;

namespace DaxNative.Tests;

/// <summary>A small C program for Arm64 Linux that executes stubs under user-mode emulation.</summary>
public sealed class Arm64Harness : IDisposable
{
    /// <summary>How a program ends that executes what its CPU does not have.</summary>
    internal const int IllegalInstruction = 128 + 4;

    private readonly CompiledProgram _program = new(CCompiler.Arm64, "src/DaxNative.Tests/Flush/Arm64Harness.c");

    internal ProcessResult Run(string cpu, string verb, byte[] code, params int[] arguments)
    {
        using var temp = TempPath.InMemory();
        File.WriteAllBytes(temp.Path, code);
        return ProbeProcess.RunTool(
            ["qemu-aarch64", "-cpu", cpu, _program.Path, verb, temp.Path, .. arguments.Select(argument => argument.ToString(CultureInfo.InvariantCulture))]);
    }

    public void Dispose() => _program.Dispose();
}
