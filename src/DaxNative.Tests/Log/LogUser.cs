using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>Uses a log in every way, at random, and remembers what should be there.</summary>
internal sealed class LogUser(Random random)
{
    private readonly List<(long From, long At)> _cuts = [];

    // A log with a cut in it is never closed as a whole.
    private readonly bool _mayCut = random.Next(2) == 0;

    internal TransactionalLog Log { get; set; } = null!;

    /// <summary>Every record that was appended, by its number.</summary>
    internal SortedDictionary<long, byte[]> History { get; } = [];

    internal byte[] Checkpoint { get; private set; } = [];

    /// <summary>The records that are there.</summary>
    internal IEnumerable<(long Number, byte[] Payload)> Kept => History
        .Where(record => record.Key >= Log.Head.Value && !_cuts.Exists(cut => record.Key >= cut.From && record.Key < cut.At))
        .Select(record => (record.Key, record.Value));

    /// <param name="operations">How many.</param>
    /// <param name="mayChangeState">Whether the head may move, and the checkpoint change; else a full log ends it.</param>
    internal void Use(int operations, bool mayChangeState)
    {
        for (int i = 0; i < operations; i++)
        {
            try
            {
                Step(mayChangeState);
            }
            catch (LogException full) when (full.Error == LogError.Full)
            {
                if (!mayChangeState)
                {
                    return;
                }

                Truncate();
            }
        }
    }

    /// <summary>
    /// Gives up all of an empty log's first lap at once, in long records, and begins the next: who does not know that the head has moved
    /// finds nothing more of that lap, and no record that proves it.
    /// </summary>
    internal void GoRound()
    {
        Log.Truncate(Log.Tail);
        for (bool isFull = false; !isFull;)
        {
            byte[] payload = new byte[random.Next(1000, Log.MostPayload)];
            random.NextBytes(payload);
            isFull = !Log.TryAppend(payload, out LogSequenceNumber number);
            if (!isFull)
            {
                History.Add(number.Value, payload);
            }
        }

        Log.Truncate(Log.Tail);
        Use(random.Next(1, 30), mayChangeState: false);
    }

    private byte[] Payload(int most)
    {
        byte[] payload = new byte[random.Next(random.Next(3) == 0 ? most : 60)];
        random.NextBytes(payload);
        return payload;
    }

    private void Truncate()
    {
        long[] kept = [.. Kept.Select(record => record.Number)];
        int cut = random.Next(kept.Length + 1);
        LogSequenceNumber head = cut == kept.Length ? Log.Tail : new LogSequenceNumber(kept[cut]);
        if (random.Next(2) == 0)
        {
            Log.Truncate(head);
        }
        else
        {
            Checkpoint = Payload(TransactionalLog.MostCheckpoint + 1);
            Log.Truncate(head, Checkpoint);
        }
    }

    private void Step(bool mayChangeState)
    {
        switch (random.Next(10))
        {
            case < 4:
                byte[] payload = Payload(900);
                History.Add(Log.Append(payload).Value, payload);
                break;
            case < 6:
                Commit();
                break;
            case 6:
                AppendInTurn();
                break;
            case 7:
                WriteInPlace();
                break;
            case 8:
                CutEnd();
                break;
            case 9 when mayChangeState:
                Checkpoint = Payload(TransactionalLog.MostCheckpoint + 1);
                Log.SetCheckpoint(Checkpoint);
                break;
        }
    }

    private void Commit()
    {
        using LogAppender appender = Log.AcquireAppender();
        byte[][] records = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Payload(200))];
        Array.ForEach(records, record => appender.AppendDeferred(record));
        if (random.Next(4) != 0)
        {
            Remember(appender.Commit(), records);
        }
    }

    // Of short records and of longer ones, which are stored in another way.
    private void AppendInTurn()
    {
        using LogAppender appender = Log.AcquireAppender();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            byte[] payload = Payload(random.Next(4) == 0 ? 1500 : 200);
            History.Add(appender.Append(payload).Value, payload);
        }
    }

    private void WriteInPlace()
    {
        using LogAppender appender = Log.AcquireAppender();
        byte[] payload = Payload(900);
        payload.CopyTo(appender.GetSpan(payload.Length + 1 + random.Next(200)));
        appender.Advance(payload.Length);
        appender.EndRecord();
        if (random.Next(4) != 0)
        {
            Remember(appender.Commit(), [payload]);
        }
    }

    private void CutEnd()
    {
        long[] kept = [.. Kept.Select(record => record.Number)];
        if (_mayCut && kept.Length > 0)
        {
            long end = Log.Tail.Value;
            long from = kept[kept.Length - 1 - random.Next(Math.Min(kept.Length, 6))];
            Log.TruncateEnd(new LogSequenceNumber(from));
            _cuts.Add((from, end));
        }
    }

    private void Remember(LogSequenceNumber first, byte[][] records)
    {
        for (int i = 0; i < records.Length; i++)
        {
            History.Add(first.Value + i, records[i]);
        }
    }
}
