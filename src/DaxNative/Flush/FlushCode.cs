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
        : this(instruction, address, address)
    {
    }

    /// <summary>For tests, which tell by the code that ran which of the two calls was made.</summary>
    internal FlushCode(FlushInstruction instruction, nint shortAddress, nint longAddress)
    {
        Instruction = instruction;

        // SAFETY: the caller guarantees the stub; its convention is StubEncoder's.
        Short = (delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void>)shortAddress;
        Long = (delegate* unmanaged<nuint, nuint, void>)longAddress;
    }

    internal FlushInstruction Instruction { get; }

    /// <summary>In bytes.</summary>
    internal int LineSize { get; } = CpuFlush.LineSize;

    /// <summary>
    /// Without a transition: the thread cannot be stopped for a garbage collection meanwhile, so for at most
    /// <see cref="CacheLines.ShortLimit"/> lines.
    /// </summary>
    internal delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void> Short { get; }

    /// <summary>With the ordinary transition, for any length.</summary>
    internal delegate* unmanaged<nuint, nuint, void> Long { get; }

    /// <summary>The code of an instruction; made once per process, tried again where that failed.</summary>
    /// <exception cref="DaxException">The CPU lacks the instruction, or the process may not map executable memory.</exception>
    internal static FlushCode For(FlushInstruction instruction) => FlushStubs.Shared.For(instruction);
}
