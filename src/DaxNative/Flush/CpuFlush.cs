using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>What this machine's CPU can flush. Asked once per process, because CPUID traps in virtual machines.</summary>
/// <remarks>Thread-safe.</remarks>
public static class CpuFlush
{
    // Where the CPU says it for nothing; the JIT then knows it as a constant.
    private static readonly int s_lineSize = X86Base.IsSupported ? FlushArchitecture.Current.LineSize : 0;

    /// <summary>Gets the size of a cache line in bytes, a power of two; 64 where the CPU does not say.</summary>
    /// <exception cref="DaxException">
    /// Arm64 only, <see cref="DaxError.FlushNotAvailable"/>: the register that says it (CTR_EL0) is read by code, and the
    /// process may not map executable memory. Not remembered: the next call tries again.
    /// </exception>
    public static int LineSize => s_lineSize != 0 ? s_lineSize : FlushArchitecture.Current.LineSize;

    /// <summary>Gets the best flush instruction that the CPU has; None off x86-64 and Arm64.</summary>
    public static FlushInstruction Best { get; } = FlushArchitecture.Current.Best;

    /// <summary>Says whether the CPU has an instruction.</summary>
    /// <param name="instruction">The instruction; None is never one.</param>
    /// <returns>True when it can be executed.</returns>
    public static bool IsSupported(FlushInstruction instruction) => FlushArchitecture.Current.Supports(instruction);
}
