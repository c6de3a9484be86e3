namespace DaxNative.Logs;

/// <summary>
/// What the children said was durable, kept in the parent's own memory, and the comparison of the log with it. Knows nothing
/// of the log's format.
/// </summary>
internal sealed class TortureAccount(ulong seed)
{
    private readonly SortedDictionary<long, TortureRecord> _durable = [];
    private readonly HashSet<long> _intendedHeads = [];
    private long _head;

    /// <summary>Gets how many records children have said were durable, or that were found so.</summary>
    internal long Acknowledged { get; private set; }

    /// <summary>Gets how many records were found that nobody had been told of yet.</summary>
    internal long Unacknowledged { get; private set; }

    /// <summary>Gets how many records were compared.</summary>
    internal long Compared { get; private set; }

    internal void Add(int round, TortureEvent said)
    {
        switch (said.Kind)
        {
            case TortureEventKind.Opened:
                TakeHead(said.SequenceNumber);
                break;
            case TortureEventKind.Truncating:
                _intendedHeads.Add(said.SequenceNumber);
                break;
            case TortureEventKind.Truncated:
                TakeHead(said.SequenceNumber);
                break;
            case TortureEventKind.Acknowledged:
                for (int i = 0; i < said.Count; i++)
                {
                    _durable[said.SequenceNumber + i] = new TortureRecord(round, said.Writer, said.Number + i);
                }

                Acknowledged += said.Count;
                break;
        }
    }

    /// <summary>Compares what is in the log with what should be.</summary>
    /// <exception cref="TortureException">The log lost something, has half of something, or is out of order.</exception>
    internal void Check(TransactionalLog log)
    {
        var there = new List<(LogSequenceNumber, TortureRecord?)>();
        using (LogReader reader = log.Read())
        {
            while (reader.TryRead(out LogRecord record))
            {
                there.Add((record.SequenceNumber, TortureRecord.Parse(record.Payload, seed)));
            }
        }

        Check(log.Head.Value, there);
    }

    /// <summary>Compares what somebody found in the log with what should be.</summary>
    /// <param name="head">The log's.</param>
    /// <param name="there">Its records in their order; null for what is not what was appended.</param>
    /// <exception cref="TortureException">The log lost something, has half of something, or is out of order.</exception>
    internal void Check(long head, IEnumerable<(LogSequenceNumber SequenceNumber, TortureRecord? Record)> there)
    {
        TakeHead(head);
        var found = new Dictionary<long, TortureRecord>();
        var order = new TortureOrder();
        foreach ((LogSequenceNumber number, TortureRecord? parsed) in there)
        {
            TortureRecord record = parsed ?? throw new TortureException($"Record {number} is not what any child appended.");
            order.Add(number, record);
            found.Add(number.Value, record with { Index = 0, Count = 1 });
        }

        order.End();
        foreach ((long number, TortureRecord record) in _durable)
        {
            if (number >= _head && (!found.TryGetValue(number, out TortureRecord seen) || seen != record))
            {
                throw new TortureException($"Record {number} ({record}) was acknowledged and is lost.");
            }
        }

        Compared += found.Count;
        Unacknowledged += found.Keys.Count(number => !_durable.ContainsKey(number));

        // What recovery kept is durable from now on, whether or not anybody was told so.
        _durable.Clear();
        foreach ((long number, TortureRecord record) in found)
        {
            _durable.Add(number, record);
        }
    }

    private void TakeHead(long head)
    {
        if (head != _head && !_intendedHeads.Contains(head))
        {
            throw new TortureException($"The head is {head}; it was {_head}, and nobody moved it there.");
        }

        _head = head;
        _intendedHeads.Clear();
        foreach (long number in _durable.Keys.TakeWhile(number => number < head).ToList())
        {
            _durable.Remove(number);
        }
    }
}
