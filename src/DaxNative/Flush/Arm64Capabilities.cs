namespace DaxNative;

/// <summary>
/// What the kernel says about flushing on Arm64, taken apart without asking it (kernel documentation,
/// arch/arm64/elf_hwcaps). The kernel counts the CPUs with the least, so the bits hold on whichever the thread runs.
/// </summary>
/// <param name="Hwcap">AT_HWCAP of the auxiliary vector. DCPOP: DC CVAP.</param>
/// <param name="Hwcap2">AT_HWCAP2. DCPODP: DC CVADP.</param>
internal readonly record struct Arm64Capabilities(ulong Hwcap, ulong Hwcap2)
{
    /// <summary>Of this process.</summary>
    internal static Arm64Capabilities Read() => new(Libc.Getauxval(Libc.AT_HWCAP), Libc.Getauxval(Libc.AT_HWCAP2));

    internal bool Supports(FlushInstruction instruction) => instruction switch
    {
        // In the base architecture, and allowed or emulated at EL0 by every Linux.
        FlushInstruction.DcCvac => true,
        FlushInstruction.DcCvap => (Hwcap & Libc.HWCAP_DCPOP) != 0,
        FlushInstruction.DcCvadp => (Hwcap2 & Libc.HWCAP2_DCPODP) != 0,
        _ => false,
    };
}
