namespace DaxNative.Testing;

/// <summary>Writes the trace of a file system, and decides which flushes fail. Thread-safe.</summary>
internal sealed class FileRecorder(bool keepsSources, IReadOnlyList<int> failedFlushes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, int> _current = [];
    private readonly Dictionary<long, int> _writers = [];
    private readonly HashSet<int> _completed = [];
    private readonly int[] _counts = new int[(int)FileEventKind.OperationCompleted + 1];

    internal List<FileEvent> Trace { get; } = [];

    internal List<CrashOperation> Operations { get; } = [];

    internal bool IsNextFlushToFail
    {
        get
        {
            lock (_gate)
            {
                return failedFlushes.Contains(_counts[(int)FileEventKind.FlushFile]);
            }
        }
    }

    /// <summary>Takes an event.</summary>
    /// <returns>Its number among those of its kind.</returns>
    internal int Add(FileEvent entry)
    {
        SourcePlace? source = keepsSources ? SourcePlace.OfCaller() : null;
        lock (_gate)
        {
            int number = _counts[(int)(entry.IsFlush ? FileEventKind.FlushFile : entry.Kind)]++;
            Trace.Add(entry with { Number = number, Operation = _current.GetValueOrDefault(ThreadNumber.Current, -1), Source = source });
            return number;
        }
    }

    internal int Begin(string name, long tag)
    {
        lock (_gate)
        {
            int begun = Operations.Count;
            _writers.TryAdd(ThreadNumber.Current, _writers.Count);
            Operations.Add(new CrashOperation(begun, name, tag, _writers[ThreadNumber.Current]));
            Trace.Add(new FileEvent(FileEventKind.OperationStarted) { Operation = begun });
            _current[ThreadNumber.Current] = begun;
            return begun;
        }
    }

    internal void Complete(int operation)
    {
        lock (_gate)
        {
            if ((uint)operation >= (uint)Operations.Count || !_completed.Add(operation))
            {
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation under way.");
            }

            Trace.Add(new FileEvent(FileEventKind.OperationCompleted) { Operation = operation });
            _current[ThreadNumber.Current] = -1;
        }
    }
}
