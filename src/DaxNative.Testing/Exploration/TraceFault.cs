namespace DaxNative.Testing;

/// <summary>A flush or drain that is treated as if the program did not do it, or did it on another thread.</summary>
/// <param name="Kind">Flush or drain.</param>
/// <param name="Number">Which of its kind in the trace, from 0.</param>
/// <param name="IsInRecovery">Whether it is one of every recovery, and not of the run.</param>
/// <param name="IsOnAnotherThread">Whether it is done by a thread that has stored nothing, and not left out.</param>
public sealed record TraceFault(TraceEventKind Kind, int Number, bool IsInRecovery = false, bool IsOnAnotherThread = false)
{
    private const int AnotherThread = 63;

    internal bool Hits(in TraceEvent entry, bool isRecovery) =>
        isRecovery == IsInRecovery && entry.Kind == Kind && entry.Number == Number;

    internal static TraceEvent Change(in TraceEvent entry) => entry with { Writer = AnotherThread };
}
