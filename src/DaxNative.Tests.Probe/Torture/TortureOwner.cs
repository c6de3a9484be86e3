using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>What a thread does while it has the end of the log.</summary>
internal sealed class TortureOwner(LogAppender appender, TransactionalLog log, ITortureListener listener, Random random, ulong seed, int round, int writer, int next)
{
    private const int SlowSpins = 5000;

    private readonly List<long> _heads = [];

    /// <summary>The number of the thread's next record.</summary>
    internal int Next { get; private set; } = next;

    internal void Run(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            switch (random.Next(12))
            {
                case < 3:
                    Acknowledge(1, appender.Append(Record(0).Payload(seed)));
                    break;
                case < 4 when appender.TryAppend(Record(0).Payload(seed), out LogSequenceNumber number):
                    Acknowledge(1, number);
                    break;
                case < 9:
                    Commit(random.Next(1, TortureRecord.MostTogether));
                    break;
                case < 11:
                    Abandon();
                    break;
                default:
                    CutEnd();
                    break;
            }
        }
    }

    private TortureRecord Record(int ahead, int index = 0, int count = 1) => new(round, writer, Next + ahead, index, count);

    private void Acknowledge(int count, LogSequenceNumber number)
    {
        listener.Send(new TortureEvent(TortureEventKind.Acknowledged, writer, Next, count, number.Value));
        Next += count;
        _heads.Add(number.Value);
    }

    // At times slowly, so that a kill finds some of it.
    private void Commit(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Defer(Record(i, i, count));
            Thread.SpinWait(random.Next(8) == 0 ? SlowSpins : 0);
        }

        Acknowledge(count, appender.Commit());
    }

    private void Abandon()
    {
        Defer(Record(0) with { Number = TortureRecord.Abandoned });
        appender.GetSpan(10)[..10].Fill(1);
        appender.Advance(10);
        appender.Rollback();
    }

    private void Defer(TortureRecord record)
    {
        if (random.Next(2) == 0)
        {
            appender.AppendDeferred(record.Payload(seed));
            return;
        }

        int length = record.Length(seed);
        record.Write(appender.GetSpan(length)[..length], seed);
        appender.Advance(length);
        appender.EndRecord();
    }

    // From one of its own on, where a record of the media begins; with it goes what others appended behind that one before.
    private void CutEnd()
    {
        if (_heads.Count == 0)
        {
            return;
        }

        var from = new LogSequenceNumber(_heads[random.Next(_heads.Count)]);
        _heads.RemoveAll(head => head >= from.Value);
        Say(TortureEventKind.Cutting, from, TortureCuts.Lines(from.Value, log.Tail.Value));
        try
        {
            appender.TruncateEnd(from);
        }
        catch (LogException refusal) when (refusal.Error is LogError.Truncated or LogError.Cut or LogError.Full)
        {
            Say(TortureEventKind.Cut, from, 0);
            return;
        }

        Say(TortureEventKind.Cut, from, TortureCuts.Lines(from.Value, log.Tail.Value));
    }

    private void Say(TortureEventKind kind, LogSequenceNumber from, int lines) => listener.Send(new TortureEvent(kind, writer, 0, lines, from.Value));
}
