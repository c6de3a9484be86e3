using DaxNative.Logs;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>What a run appends and gives up, and what follows from it for a log that is opened after a crash.</summary>
internal sealed class LogHistory
{
    private readonly Lock _gate = new();
    private readonly List<Record>[] _records;
    private readonly List<Head> _heads = [];

    internal LogHistory(int writers) => _records = [.. Enumerable.Range(0, writers).Select(_ => new List<Record>())];

    /// <summary>How many there are whose records it keeps apart.</summary>
    internal int Writers => _records.Length;

    internal void Clear()
    {
        Array.ForEach(_records, records => records.Clear());
        _heads.Clear();
    }

    /// <summary>Appends records as one operation.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">Of the operation.</param>
    /// <param name="isAtomic">Whether they are all there or none.</param>
    /// <param name="append">Gets the payloads.</param>
    /// <param name="lengths">Of the payloads, in bytes.</param>
    internal void Append(CrashRun run, string name, bool isAtomic, Action<byte[][]> append, params ReadOnlySpan<int> lengths)
    {
        int operation = run.Begin(name);
        byte[][] payloads = new byte[lengths.Length][];
        lock (_gate)
        {
            for (int i = 0; i < lengths.Length; i++)
            {
                payloads[i] = LogPayload.Make(run.Writer, _records[run.Writer].Count, lengths[i]);
                _records[run.Writer].Add(new Record(operation, isAtomic, payloads[i]));
            }
        }

        append(payloads);
        run.Complete(operation);
    }

    /// <summary>Gives up all but a writer's last records; for logs with one writer.</summary>
    internal void Truncate(CrashRun run, int kept, Action truncate)
    {
        int operation = run.Begin("truncate");
        _heads.Add(new Head(operation, _records[0].Count - kept));
        truncate();
        run.Complete(operation);
    }

    /// <summary>Checks what a log holds.</summary>
    /// <param name="log">Opened after a crash.</param>
    /// <param name="crash">What was done by then.</param>
    /// <param name="next">For each writer, the number behind the last record that was found; -1 for none. Gets the result.</param>
    /// <returns>How many records it holds.</returns>
    internal int Check(TransactionalLog log, CrashState crash, Span<int> next)
    {
        next.Fill(-1);
        int count = 0;
        int first = -1;
        using LogReader reader = log.Read();
        for (; reader.TryRead(out LogRecord record); count++)
        {
            (int writer, int number) = LogPayload.Read(record.Payload);
            crash.Require((uint)writer < (uint)_records.Length && (uint)number < (uint)_records[writer].Count, "every record is one that was appended");
            Record expected = _records[writer][number];
            crash.Require(record.Payload.SequenceEqual(expected.Payload), "every record is whole");
            crash.Require(crash.IsStarted(expected.Operation), "every record's append had begun");
            crash.Require(next[writer] < 0 || next[writer] == number, "a writer's records are there without a gap and in order");
            first = next[writer] < 0 ? number : first;
            next[writer] = number + 1;
        }

        for (int writer = 0; writer < _records.Length; writer++)
        {
            CheckWriter(writer, first, next[writer], crash);
        }

        return count;
    }

    private void CheckWriter(int writer, int first, int next, CrashState crash)
    {
        List<Record> records = _records[writer];
        (int least, int most) = HeadsAt(crash);
        crash.Require(next < 0 || writer != 0 || _heads.Count == 0 || first == least || first == most, "the log begins where it was truncated");
        int end = Math.Max(next, 0);
        int durable = records.Count;
        while (durable > end && !crash.IsCompleted(records[durable - 1].Operation))
        {
            durable--;
        }

        crash.Require(durable <= end || (next < 0 && durable <= most), "every acknowledged record is there");
        crash.Require(end == 0 || end == records.Count || !records[end].IsAtomic || records[end].Operation != records[end - 1].Operation, "a transaction is there whole");
    }

    // The first record that is kept, by the truncations that were completed and by those that had begun.
    private (int Completed, int Begun) HeadsAt(CrashState crash)
    {
        (int completed, int begun) = (0, 0);
        foreach (Head head in _heads)
        {
            completed = crash.IsCompleted(head.Operation) ? head.First : completed;
            begun = crash.IsStarted(head.Operation) ? head.First : begun;
        }

        return (completed, begun);
    }

    private sealed record Record(int Operation, bool IsAtomic, byte[] Payload);

    private readonly record struct Head(int Operation, int First);
}
