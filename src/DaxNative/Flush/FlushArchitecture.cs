using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>
/// Everything in which CPU architectures differ for flushing, in one table: the instructions and which of them this CPU
/// has, the size of a line, the code that flushes, and the barrier that waits for it.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal abstract class FlushArchitecture
{
    /// <summary>The table of the running process, chosen once.</summary>
    internal static FlushArchitecture Current { get; } = Choose();

    /// <summary>The architecture's instructions, the most wanted first.</summary>
    internal abstract IReadOnlyList<FlushInstruction> Instructions { get; }

    /// <summary>The most wanted instruction that the CPU has; None where it has none.</summary>
    internal FlushInstruction Best => Instructions.FirstOrDefault(Supports);

    /// <summary>In bytes, a power of two.</summary>
    /// <exception cref="DaxException">Arm64: the process may not map the code that reads it.</exception>
    internal abstract int LineSize { get; }

    /// <summary>
    /// How far a flush moves on each time, in bytes, a power of two: by a line as the CPU tells it, but never by more than 64.
    /// A hypervisor may have made up what the CPU tells, and a step longer than the line would leave lines out; a shorter one
    /// flushes lines twice, which harms nothing.
    /// </summary>
    /// <exception cref="DaxException">Arm64: the process may not map the code that reads the size.</exception>
    internal int Step => Math.Min(LineSize, 64);

    /// <summary>What Drain executes, in the manual's spelling.</summary>
    internal abstract string BarrierName { get; }

    /// <summary>Drain as code to be called without arguments; empty where .NET has it as an intrinsic.</summary>
    internal abstract byte[] Barrier { get; }

    /// <summary>A byte that traps wherever it is executed, for what is no stub.</summary>
    internal abstract byte Filler { get; }

    /// <summary>Whether the CPU has an instruction; None is never one.</summary>
    internal abstract bool Supports(FlushInstruction instruction);

    /// <summary>
    /// The loop over the lines from its first argument up to but excluding the second. The caller has aligned the first
    /// and made sure that it is below the second.
    /// </summary>
    internal abstract byte[] Encode(FlushInstruction instruction, int lineSize);

    private static FlushArchitecture Choose() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => new X64Flushing(CpuidRegisters.Read()),
        Architecture.Arm64 when OperatingSystem.IsLinux() => new Arm64Flushing(Arm64Capabilities.Read(), Arm64CacheType.Read),
        _ => new NoFlushing(),
    };

    // Nothing is known of the CPU; no mapping is then finer than a page.
    private sealed class NoFlushing : FlushArchitecture
    {
        internal override IReadOnlyList<FlushInstruction> Instructions => [];

        internal override int LineSize => 64;

        internal override string BarrierName => "no barrier";

        internal override byte[] Barrier => [];

        internal override byte Filler => 0;

        internal override bool Supports(FlushInstruction instruction) => false;

        internal override byte[] Encode(FlushInstruction instruction, int lineSize) => throw new NotSupportedException();
    }
}
