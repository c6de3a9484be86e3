namespace DaxNative;

/// <summary>
/// One flush instruction as code that can be called: from a line up to but excluding an end. There is no intrinsic for it
/// in .NET 10.
/// </summary>
internal sealed unsafe class FlushCode
{
    /// <param name="instruction">What the code executes.</param>
    /// <param name="address">Of a complete stub, in memory that is never unmapped or written again.</param>
    internal FlushCode(FlushInstruction instruction, nint address)
    {
        Instruction = instruction;

        // SAFETY: the caller guarantees the stub; its convention is StubEncoder's.
        Flush = (delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void>)address;
    }

    internal FlushInstruction Instruction { get; }

    /// <summary>In bytes.</summary>
    internal int LineSize { get; } = CpuFlush.LineSize;

    /// <summary>
    /// Without a transition: the thread cannot be stopped for a garbage collection meanwhile, so for at most
    /// <see cref="CacheLines.MostLines"/> lines.
    /// </summary>
    internal delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void> Flush { get; }

    /// <summary>The code of an instruction; made once per process, tried again where that failed.</summary>
    /// <exception cref="DaxException">The CPU lacks the instruction, or the process may not map executable memory.</exception>
    internal static FlushCode For(FlushInstruction instruction) => FlushStubs.Shared.For(instruction);
}
