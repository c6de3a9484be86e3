namespace DaxNative.Testing;

/// <summary>One entry of a trace.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Writer">Which thread did it, numbered from 0 in the order of their first event.</param>
/// <param name="Operation">The operation that it was part of; -1 for none.</param>
/// <param name="Number">How many of its kind came before (all stores count together).</param>
/// <param name="Offset">Where the range begins, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="FirstWord">The first of its words in the trace.</param>
/// <param name="WordCount">How many there are.</param>
/// <param name="Others">A bit for each other thread that ran at that time and may as well have done it: for stores through spans only.</param>
internal readonly record struct TraceEvent(
    TraceEventKind Kind, int Writer, int Operation, int Number, long Offset, long Length, int FirstWord, int WordCount, ulong Others = 0)
{
    /// <summary>A bit for each thread that may have done it.</summary>
    internal ulong Writers => Others | (1UL << Writer);

    internal bool IsFlushOrDrain => Kind is TraceEventKind.Flush or TraceEventKind.Drain;

    internal bool IsMarker => Kind is TraceEventKind.OperationStarted or TraceEventKind.OperationCompleted;
}
