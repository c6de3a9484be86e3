using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>An emulated Arm64 machine that does nothing but call one stub.</summary>
public sealed class Arm64Machine : IDisposable
{
    private const ulong Memory = 0x47000000;

    private readonly CompiledProgram _program = new(
        CCompiler.Arm64,
        "src/DaxNative.Tests/Flush/Arm64Machine.c",
        "-O1", "-ffreestanding", "-nostdlib", "-mgeneral-regs-only", "-mstrict-align", "-fno-pic", "-no-pie", "-Wl,-Ttext=0x40080000");

    /// <summary>What the machine said of a call from the start of its memory to the end of a number of bytes.</summary>
    internal string Run(string cpu, byte[] code, int offset, int bytes)
    {
        using var temp = TempPath.InMemory();
        byte[] request = new byte[3 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(request, (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(sizeof(ulong)), Memory);
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(2 * sizeof(ulong)), Memory + (ulong)bytes);
        File.WriteAllBytes(temp.Path, code);
        File.WriteAllBytes(temp.Path + ".request", request);
        // No network card: its start-up code is in a package of its own.
        return ProbeProcess.RunTool(
            "qemu-system-aarch64", "-M", "virt", "-cpu", cpu, "-m", "256", "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "stdio", "-semihosting",
            "-kernel", _program.Path,
            "-device", $"loader,file={temp.Path},addr=0x45000000,force-raw=on",
            "-device", $"loader,file={temp.Path}.request,addr=0x46000000,force-raw=on").ToString();
    }

    public void Dispose() => _program.Dispose();
}
