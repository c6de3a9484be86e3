using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// What CPUID says about flushing (Intel SDM vol. 2, CPUID, leaves 1 and 7), taken apart without asking the CPU.
/// </summary>
/// <param name="Leaf1Ebx">Bits 15:8: the line that CLFLUSH flushes, in units of 8 bytes.</param>
/// <param name="Leaf1Edx">Bit 19: CLFLUSH.</param>
/// <param name="Leaf7Ebx">Bit 23: CLFLUSHOPT; bit 24: CLWB. Zero where the CPU has no leaf 7.</param>
internal readonly record struct CpuidRegisters(uint Leaf1Ebx, uint Leaf1Edx, uint Leaf7Ebx)
{
    /// <summary>
    /// In bytes; 0 where the CPU has no CLFLUSH, and so no line to speak of, or where a hypervisor made up a size that
    /// addresses cannot be rounded by.
    /// </summary>
    internal int LineSize
    {
        get
        {
            int bytes = (int)((Leaf1Ebx >> 8) & 0xff) * 8;
            return HasBit(Leaf1Edx, 19) && BitOperations.IsPow2(bytes) ? bytes : 0;
        }
    }

    /// <summary>Of this CPU; all zero off x86-64.</summary>
    internal static CpuidRegisters Read()
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

    internal bool Supports(FlushInstruction instruction) => LineSize != 0 && instruction switch
    {
        FlushInstruction.Clflush => true,
        FlushInstruction.ClflushOpt => HasBit(Leaf7Ebx, 23),
        FlushInstruction.Clwb => HasBit(Leaf7Ebx, 24),
        _ => false,
    };

    private static bool HasBit(uint register, int bit) => ((register >> bit) & 1) != 0;
}
