#if DAXNATIVE_FAULTS
namespace DaxNative;

/// <summary>
/// What the library is told to do wrong, so that a test can show that the tracer finds it. Compiled in the configuration
/// Faults alone: in any other there is nothing of it.
/// </summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No line is flushed.</summary>
    NoFlush,

    /// <summary>The last line of a range is not flushed.</summary>
    LastLineNotFlushed,

    /// <summary>The lines are flushed before they are stored to.</summary>
    FlushedTooEarly,

    /// <summary>Nothing waits.</summary>
    NoFence,
}

/// <summary>The fault of this process.</summary>
internal static class Faults
{
    internal static Fault Current { get; set; }

    /// <summary>The end of what is flushed of a range.</summary>
    internal static nuint EndOf(nuint start, nuint end) => Current switch
    {
        Fault.NoFlush => start,
        Fault.LastLineNotFlushed => (end - 1) & ~(nuint)63,
        _ => end,
    };
}
#endif
