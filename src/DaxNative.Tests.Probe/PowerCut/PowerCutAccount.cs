namespace DaxNative.Logs;

/// <summary>
/// One log's account over several boots: what its writers said since the last boot whose records were judged, and what the
/// next one that got so far has found.
/// </summary>
internal sealed class PowerCutAccount(string name, ulong seed)
{
    /// <summary>The most records that one call of the log makes durable, and so the most that a thread can have appended and not yet said.</summary>
    internal const int MostUnsaid = TortureThread.MostTogether - 1;

    private readonly ulong _seed = PowerCutFolder.Seed(seed, name);
    private readonly TortureAccount _account = new(PowerCutFolder.Seed(seed, name));
    private readonly Dictionary<(int Boot, int Writer), int> _said = [];

    /// <summary>Gets how many records stood in the log that nobody had been told of.</summary>
    internal long Unacknowledged => _account.Unacknowledged;

    /// <summary>Begins where another judgement ended.</summary>
    /// <param name="judged">What was found then, and held.</param>
    /// <exception cref="TortureException">It is not what was judged.</exception>
    internal void Restore(PowerCutListing judged)
    {
        TakeHead(0, judged.Head);
        foreach ((LogSequenceNumber number, byte[] payload) in judged.Records)
        {
            TortureRecord record = TortureRecord.Parse(payload, _seed) ?? throw new TortureException($"Record {number} was judged, and its bytes in the listing are others now.");
            _account.Add(record.Round, new TortureEvent(TortureEventKind.Acknowledged, record.Writer, record.Number, 1, number.Value));
        }
    }

    /// <summary>Takes what a boot said.</summary>
    /// <returns>How many records it said were durable.</returns>
    /// <exception cref="TortureException">The log was opened with a head that nobody had moved there.</exception>
    internal long Add(int boot, IEnumerable<TortureEvent> events)
    {
        long before = _account.Acknowledged;
        foreach (TortureEvent said in events)
        {
            _account.Add(boot, said);
            if (said.Kind == TortureEventKind.Acknowledged)
            {
                _said[(boot, said.Writer)] = said.Number + said.Count - 1;
            }
        }

        return _account.Acknowledged - before;
    }

    /// <summary>Compares what was found with what was said.</summary>
    /// <param name="found">By the recovery after the cut.</param>
    /// <param name="boots">Whose accounts were taken since the last judgement.</param>
    /// <exception cref="TortureException">The log lost something, has half of something, or is out of order; or acknowledgements are missing.</exception>
    internal void Check(PowerCutListing found, IReadOnlySet<int> boots)
    {
        (LogSequenceNumber SequenceNumber, TortureRecord? Record)[] there = [.. found.Records.Select(record => (record.SequenceNumber, TortureRecord.Parse(record.Payload, _seed)))];
        _account.Check(found.Head, there);

        // A thread waits until the host has its word before it goes on. More than one call's records would mean that words
        // were lost on the way, and with them the knowledge of what must be there.
        var unsaid = there.Select(record => record.Record!.Value)
            .Where(record => boots.Contains(record.Round) && record.Number > _said.GetValueOrDefault((record.Round, record.Writer), -1))
            .CountBy(record => (record.Round, record.Writer));
        foreach (((int boot, int writer), int count) in unsaid)
        {
            if (count > MostUnsaid)
            {
                throw new TortureException($"Writer {writer} of boot {boot} has {count} records in the log that it never said were durable, and a call makes {MostUnsaid} at most: acknowledgements were lost.");
            }
        }
    }

    private void TakeHead(int boot, long head)
    {
        _account.Add(boot, new TortureEvent(TortureEventKind.Truncating, 0, 0, 0, head));
        _account.Add(boot, new TortureEvent(TortureEventKind.Opened, 0, 0, 0, head));
    }
}
