namespace DaxNative;

/// <summary>
/// One flush instruction as code that can be called: from a line up to but excluding an end. There is no intrinsic for it
/// in .NET 10.
/// </summary>
internal sealed unsafe class FlushCode
{
    /// <param name="instruction">What the code executes.</param>
    /// <param name="address">Of a complete stub, in memory that is never unmapped or written again.</param>
    /// <param name="step">How far the stub moves on with each flush.</param>
    internal FlushCode(FlushInstruction instruction, nint address, int step)
    {
        Instruction = instruction;
        Step = step;

        // SAFETY: the caller guarantees the stub; its convention is StubEncoder's.
        Flush = (delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void>)address;
    }

    internal FlushInstruction Instruction { get; }

    /// <summary>How far it moves on with each flush, in bytes, a power of two: where it begins must be a multiple of that.</summary>
    internal int Step { get; }

    /// <summary>
    /// Without a transition: the thread cannot be stopped for a garbage collection meanwhile, so for at most
    /// <see cref="CacheLines.MostLines"/> lines.
    /// </summary>
    internal delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void> Flush { get; }

    /// <summary>The code of an instruction; made once per process, tried again where that failed.</summary>
    /// <exception cref="DaxException">The CPU lacks the instruction, or the process may not map executable memory.</exception>
    internal static FlushCode For(FlushInstruction instruction) => FlushStubs.Shared.For(instruction);
}
