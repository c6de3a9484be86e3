using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>What this machine's CPU can flush. Asked once per process, because CPUID traps in virtual machines.</summary>
/// <remarks>Thread-safe.</remarks>
public static class CpuFlush
{
    private static readonly CpuidRegisters s_registers = Read();

    /// <summary>Gets the size of a cache line in bytes; 64 where the CPU does not say.</summary>
    public static int LineSize { get; } = s_registers.LineSize == 0 ? 64 : s_registers.LineSize;

    /// <summary>Gets the best flush instruction that the CPU has; None off x86-64.</summary>
    public static FlushInstruction Best { get; } = BestOf(s_registers);

    /// <summary>Says whether the CPU has an instruction.</summary>
    /// <param name="instruction">The instruction; None is never one.</param>
    /// <returns>True when it can be executed.</returns>
    public static bool IsSupported(FlushInstruction instruction) => s_registers.Supports(instruction);

    internal static FlushInstruction BestOf(CpuidRegisters registers)
    {
        foreach (FlushInstruction instruction in (ReadOnlySpan<FlushInstruction>)[FlushInstruction.Clwb, FlushInstruction.ClflushOpt, FlushInstruction.Clflush])
        {
            if (registers.Supports(instruction))
            {
                return instruction;
            }
        }

        return FlushInstruction.None;
    }

    private static CpuidRegisters Read()
    {
        if (!X86Base.X64.IsSupported)
        {
            return default;
        }

        int highest = X86Base.CpuId(0, 0).Eax;
        (_, int leaf1Ebx, _, int leaf1Edx) = X86Base.CpuId(1, 0);
        int leaf7Ebx = highest >= 7 ? X86Base.CpuId(7, 0).Ebx : 0;
        return new CpuidRegisters((uint)leaf1Ebx, (uint)leaf1Edx, (uint)leaf7Ebx);
    }
}
