using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What the operations of a run did, and when: volatile, and read by the checks of all its images.</summary>
internal sealed class QueueHistory
{
    internal const string Enqueuing = "enqueue";
    internal const string Dequeuing = "dequeue";

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private int _moments;

    internal IReadOnlyList<Entry> Entries => _entries;

    internal void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _moments = 0;
        }
    }

    internal void Enqueue(CrashRun run, LockFreeQueue queue, long value) => Do(run, Enqueuing, value, () =>
    {
        queue.Enqueue(value);
        return value;
    });

    /// <summary>Enqueues in a process that is killed before the link is drained.</summary>
    internal void EnqueueAndDie(CrashRun run, LockFreeQueue queue, long value)
    {
        int operation = run.Begin(Enqueuing);
        _entries.Add(new Entry(operation, IsEnqueue: true, _moments++) { Value = value });
        Killed.Process(() => queue.Enqueue(value));
    }

    internal void Dequeue(CrashRun run, LockFreeQueue queue) => Do(run, Dequeuing, null, () => queue.TryDequeue(out long value) ? value : null);

    private void Do(CrashRun run, string name, long? value, Func<long?> action)
    {
        int operation = run.Begin(name);
        Entry entry;
        lock (_gate)
        {
            entry = new Entry(operation, name == Enqueuing, _moments++) { Value = value };
            _entries.Add(entry);
        }

        entry.Value = action();
        lock (_gate)
        {
            entry.End = _moments++;
        }

        run.Complete(operation);
    }

    internal sealed record Entry(int Operation, bool IsEnqueue, int Begin)
    {
        /// <summary>What is enqueued; or, when it is completed, what was taken, null for an empty queue.</summary>
        internal long? Value { get; set; }

        internal int End { get; set; } = int.MaxValue;
    }
}
