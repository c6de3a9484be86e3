using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A small C program for Arm64, cross-compiled once, that executes stubs under user-mode emulation.</summary>
public sealed class Arm64Harness : IDisposable
{
    /// <summary>How a program ends that executes what its CPU does not have.</summary>
    internal const int IllegalInstruction = 128 + 4;

    private readonly Lock _gate = new();
    private TempPath? _folder;

    internal ProcessResult Run(string cpu, string verb, byte[] code, params int[] arguments)
    {
        using var temp = TempPath.InMemory();
        File.WriteAllBytes(temp.Path, code);
        return ProbeProcess.RunTool(
            "qemu-user",
            ["qemu-aarch64", "-cpu", cpu, Program(), verb, temp.Path, .. arguments.Select(argument => argument.ToString(CultureInfo.InvariantCulture))]);
    }

    public void Dispose() => _folder?.Dispose();

    private string Program()
    {
        lock (_gate)
        {
            if (_folder is null)
            {
                // Known only when it is there: a test that skips for want of the compiler leaves the next to do the same.
                TempPath folder = TempPath.OnDisk();
                try
                {
                    CCompiler.Arm64.Compile(Path.Combine(Repository.Root, "src/DaxNative.Tests/Flush/Arm64Harness.c"), folder.Path);
                }
                catch
                {
                    folder.Dispose();
                    throw;
                }

                _folder = folder;
            }

            return _folder.Path;
        }
    }
}
