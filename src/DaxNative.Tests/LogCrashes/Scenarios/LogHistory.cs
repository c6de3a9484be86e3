using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>What a run does to a log, and so what a log can hold that is opened after a crash.</summary>
internal sealed class LogHistory
{
    private readonly Lock _gate = new();
    private readonly List<AppendedRecord>[] _records;
    private readonly List<LogContent>[] _contents;
    private readonly List<byte[]> _checkpoints = [];
    private int _clock;

    internal LogHistory(int writers)
    {
        _records = [.. Enumerable.Range(0, writers).Select(_ => new List<AppendedRecord>())];
        _contents = [.. Enumerable.Range(0, writers).Select(_ => new List<LogContent>())];
        Clear();
    }

    internal void Clear()
    {
        Array.ForEach(_records, records => records.Clear());
        Array.ForEach(_contents, contents => contents.Clear());
        Array.ForEach(_contents, contents => contents.Add(LogContent.Empty));
        _checkpoints.Clear();
    }

    /// <summary>Appends records as one operation, of which a crash leaves all or nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">Of the operation.</param>
    /// <param name="append">Gets the payloads, and returns the first one's number.</param>
    /// <param name="lengths">Of the payloads, in bytes.</param>
    internal void Append(CrashRun run, string name, Func<byte[][], LogSequenceNumber> append, params ReadOnlySpan<int> lengths)
    {
        int operation = Begin(run, name, out byte[][] payloads, lengths);
        End(run, operation, append(payloads));
    }

    /// <summary>Begins to append records; <see cref="End"/> says that they are durable.</summary>
    internal int Begin(CrashRun run, string name, out byte[][] payloads, params ReadOnlySpan<int> lengths)
    {
        int operation = run.Begin(name);
        int count = lengths.Length;
        payloads = new byte[count][];
        lock (_gate)
        {
            List<AppendedRecord> records = _records[run.Writer];
            Add(run, operation, content => content.With(records.Count, count));
            _clock++;
            for (int i = 0; i < count; i++)
            {
                payloads[i] = LogPayload.Make(run.Writer, records.Count, lengths[i]);
                records.Add(new AppendedRecord(payloads[i], _clock));
            }
        }

        return operation;
    }

    /// <summary>Says that records are durable.</summary>
    /// <param name="run">The run.</param>
    /// <param name="operation">As it was begun.</param>
    /// <param name="first">The first one's number.</param>
    internal void End(CrashRun run, int operation, LogSequenceNumber first)
    {
        lock (_gate)
        {
            List<LogContent> contents = _contents[run.Writer];
            int at = contents.FindIndex(content => content.Operation == operation);
            int[] added = [.. contents[at].Records.Except(contents[at - 1].Records)];
            _clock++;
            for (int i = 0; i < added.Length; i++)
            {
                AppendedRecord record = _records[run.Writer][added[i]];
                record.Number = new LogSequenceNumber(first.Value + i);
                record.Ended = _clock;
            }
        }

        run.Complete(operation);
    }

    /// <summary>Gives up all but the last records, or a few more where those were committed together with others.</summary>
    internal void Truncate(CrashRun run, TransactionalLog log, int kept, Action<LogSequenceNumber> truncate) =>
        Change(run, "truncate", content => content with { Records = Behind(content, NumberOfLast(log, kept)) }, () => truncate(NumberOfLast(log, kept)));

    /// <summary>The same, and sets the checkpoint.</summary>
    internal void Truncate(CrashRun run, TransactionalLog log, int kept, int checkpoint)
    {
        byte[] bytes = NextCheckpoint(checkpoint);
        Change(
            run,
            "truncate and set the checkpoint",
            content => content with { Records = Behind(content, NumberOfLast(log, kept)), Checkpoint = _checkpoints.Count - 1 },
            () => log.Truncate(NumberOfLast(log, kept), bytes));
    }

    /// <summary>Sets the checkpoint.</summary>
    internal void SetCheckpoint(CrashRun run, TransactionalLog log, int length)
    {
        byte[] bytes = NextCheckpoint(length);
        Change(run, "set the checkpoint", content => content with { Checkpoint = _checkpoints.Count - 1 }, () => log.SetCheckpoint(bytes));
    }

    /// <summary>Gives up the last records.</summary>
    internal void TruncateEnd(CrashRun run, int count, Action<LogSequenceNumber> truncate)
    {
        LogSequenceNumber from = NumberOfLast(null, count);
        Change(run, "truncate the end", content => content with { Records = content.Records[..^count] }, () => truncate(from));
    }

    /// <summary>Does an operation.</summary>
    /// <param name="run">The run; only its first writer does anything but append.</param>
    /// <param name="name">Of the operation.</param>
    /// <param name="change">What the log holds behind it, by what it held before.</param>
    /// <param name="action">The work.</param>
    /// <returns>Which operation it was.</returns>
    internal int Change(CrashRun run, string name, Func<LogContent, LogContent> change, Action action)
    {
        int operation = run.Begin(name);
        Add(run, operation, change);
        action();
        run.Complete(operation);
        return operation;
    }

    /// <summary>The number of one of the last records that are there, counted from 1; for 0 that of the next.</summary>
    internal LogSequenceNumber NumberOfLast(TransactionalLog? log, int count) => count == 0 ? log!.Tail : NumberOf(_contents[0][^1].Records[^count]);

    /// <summary>Of the most records that a log can hold, to make room for what a check finds.</summary>
    internal int MostRecords => _records.Sum(records => records.Count) + 1;

    internal LogHistoryCheck Check() => new(_records, _contents, _checkpoints);

    private void Add(CrashRun run, int operation, Func<LogContent, LogContent> change)
    {
        List<LogContent> contents = _contents[run.Writer];
        contents.Add(change(contents[^1]) with { Operation = operation });
    }

    // Of records that were committed together all are kept, or none.
    private int[] Behind(LogContent content, LogSequenceNumber head) => [.. content.Records.Where(record => NumberOf(record).Position >= head.Position)];

    private LogSequenceNumber NumberOf(int record) => _records[0][record].Number!.Value;

    private byte[] NextCheckpoint(int length)
    {
        _checkpoints.Add(LogPayload.Make(LogPayload.Least, _checkpoints.Count, length));
        return _checkpoints[^1];
    }
}
