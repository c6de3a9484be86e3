namespace DaxNative.Logs;

/// <summary>One thread of a child: every way to append, at random. The first thread truncates as well.</summary>
internal sealed class TortureThread(TransactionalLog log, TorturePipe pipe, ulong seed, int round, int writer)
{
    /// <summary>A transaction or a group has fewer records than this.</summary>
    internal const int MostTogether = 8;

    private const int SlowSpins = 5000;

    private readonly Random _random = new(HashCode(seed, round, writer));
    private readonly LogTransaction _transaction = log.BeginTransaction();
    private readonly LogRecordWriter _inPlace = log.CreateWriter();
    private int _next;

    internal void Run(long operations)
    {
        for (long i = 0; i < operations; i++)
        {
            // In time, so that nobody meets a full log who cannot truncate it.
            if (writer == 0 && log.Used > log.Capacity / 2)
            {
                Truncate();
            }

            try
            {
                Step();
            }
            catch (LogException full) when (full.Error == LogError.Full)
            {
                _transaction.Clear();
                Thread.Yield();
            }
        }
    }

    private void Step()
    {
        switch (_random.Next(20))
        {
            case < 8:
                Acknowledge(1, log.Append(Record(0).Payload(seed)));
                break;
            case < 10:
                Acknowledge(1, log.AppendAsync(Record(0).Payload(seed)).AsTask().GetAwaiter().GetResult());
                break;
            case < 13:
                AppendInPlace(Record(0), isKept: true);
                break;
            case < 14:
                AppendInPlace(Record(0) with { Number = TortureRecord.Abandoned }, isKept: false);
                break;
            case < 17:
                AppendTransaction(_random.Next(1, MostTogether));
                break;
            default:
                AppendGroup(_random.Next(1, MostTogether));
                break;
        }
    }

    private TortureRecord Record(int ahead, int index = 0, int count = 1) => new(round, writer, _next + ahead, index, count);

    private void Acknowledge(int count, LogSequenceNumber number)
    {
        pipe.Send(new TortureEvent(TortureEventKind.Acknowledged, writer, _next, count, number.Value));
        _next += count;
    }

    // Room for more than it becomes, so that padding follows; and at times slowly, so that others store whole records behind
    // a hole.
    private void AppendInPlace(TortureRecord record, bool isKept)
    {
        int length = record.Length(seed);
        _inPlace.Begin(length + (_random.Next(2) * _random.Next(200)));
        using (_inPlace)
        {
            Thread.SpinWait(_random.Next(4) == 0 ? SlowSpins : 0);
            record.Write(_inPlace.GetSpan(length)[..length], seed);
            _inPlace.Advance(length);
            if (isKept)
            {
                Acknowledge(1, _inPlace.Commit());
            }
        }
    }

    private void AppendTransaction(int count)
    {
        if (_random.Next(2) == 0)
        {
            byte[][] payloads = [.. Enumerable.Range(0, count).Select(i => Record(i, i, count).Payload(seed))];
            Acknowledge(count, log.AppendTransaction([.. payloads.SelectMany(payload => payload)], [.. payloads.Select(payload => payload.Length)]));
            return;
        }

        for (int i = 0; i < count; i++)
        {
            _transaction.Append(Record(i, i, count).Payload(seed));
        }

        Acknowledge(count, _transaction.Commit());
    }

    private void AppendGroup(int count)
    {
        Span<TortureEvent> events = stackalloc TortureEvent[count];
        int appended = 0;
        LogGroup group = log.BeginGroup();
        try
        {
            while (appended < count)
            {
                int together = _random.Next(4) == 0 ? _random.Next(1, count - appended + 1) : 1;
                LogSequenceNumber number = AppendDeferred(ref group, appended, together);
                for (int i = 0; i < together; i++, appended++)
                {
                    events[appended] = new TortureEvent(TortureEventKind.Acknowledged, writer, _next + appended, 1, number.Value + i);
                }
            }
        }
        catch (LogException full) when (full.Error == LogError.Full)
        {
            // What does not fit any more leaves those before it to be committed.
        }

        group.Commit();
        pipe.Send(events[..appended]);
        _next += appended;
    }

    private LogSequenceNumber AppendDeferred(ref LogGroup group, int appended, int together)
    {
        if (together == 1)
        {
            return group.AppendDeferred(Record(appended).Payload(seed));
        }

        byte[][] payloads = [.. Enumerable.Range(appended, together).Select(i => Record(i).Payload(seed))];
        return group.AppendDeferred([.. payloads.SelectMany(payload => payload)], [.. payloads.Select(payload => payload.Length)]);
    }

    private void Truncate()
    {
        LogSequenceNumber head = log.Tail;
        using (LogReader reader = log.Read())
        {
            for (int skip = _random.Next(1, 400); skip >= 0 && reader.TryRead(out LogRecord record); skip--)
            {
                head = new LogSequenceNumber(record.SequenceNumber.Position, 0);
            }
        }

        pipe.Send(new TortureEvent(TortureEventKind.Truncating, writer, 0, 0, head.Value));
        log.Truncate(head);
        pipe.Send(new TortureEvent(TortureEventKind.Truncated, writer, 0, 0, head.Value));
    }

    // The framework's own differs from process to process.
    private static int HashCode(ulong seed, int round, int writer) => (int)((seed * 31) + ((ulong)round * 1009) + (ulong)writer);
}
