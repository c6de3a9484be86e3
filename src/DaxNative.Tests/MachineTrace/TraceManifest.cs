namespace DaxNative.Tests;

/// <summary>A process of the probe in a trace: what it said of its operations, and what the machine did during each.</summary>
internal sealed class TraceManifest(IReadOnlyList<TracedOperation> operations, IReadOnlyDictionary<int, TraceWindow> windows)
{
    internal IReadOnlyList<TracedOperation> Operations => operations;

    /// <param name="folder">What the runner left.</param>
    /// <param name="name">The name that the probe was given.</param>
    internal static TraceManifest Read(string folder, string name)
    {
        TraceExtents extents = TraceExtents.Read(Path.Combine(folder, "extents.tsv"));
        return new TraceManifest(
            [.. File.ReadLines(Path.Combine(folder, name + ".tsv")).Select(TracedOperation.Parse)],
            TraceWindows.Cut(TraceReader.Read(Path.Combine(folder, "trace.bin"), extents), name + ".plain"));
    }

    internal TraceWindow WindowOf(TracedOperation operation) => windows.TryGetValue(operation.Number, out TraceWindow? window)
        ? window
        : throw new InvalidDataException($"{operation} is not in the trace.");

    /// <summary>Every difference of every operation, in words.</summary>
    internal IEnumerable<string> Differences() =>
        from operation in operations
        from difference in ConformanceCheck.Differences(operation, WindowOf(operation))
        select $"{operation}: {difference}";
}
