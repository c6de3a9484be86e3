using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>
/// What writers said was durable, kept in memory of our own, and the comparison of the log with it. Knows nothing of the
/// log's format.
/// </summary>
internal sealed class TortureAccount(ulong seed)
{
    private readonly SortedDictionary<long, TortureRecord> _durable = [];
    private readonly HashSet<TortureRecord> _mayBeMissing = [];
    private readonly TortureCuts _cuts = new();
    private (long Head, int Checkpoint) _state;
    private (long Head, int Checkpoint)? _changing;

    /// <summary>Gets how many records writers have said were durable.</summary>
    internal long Acknowledged { get; private set; }

    /// <summary>Gets how many records were found that nobody had been told of yet.</summary>
    internal long Unacknowledged { get; private set; }

    /// <summary>Gets how many records were compared.</summary>
    internal long Compared { get; private set; }

    /// <summary>Gets how many acknowledged records were given up by a cut.</summary>
    internal long GivenUp { get; private set; }

    internal void Add(int round, TortureEvent said)
    {
        switch (said.Kind)
        {
            case TortureEventKind.Opened:
            case TortureEventKind.Changed:
                TakeState(said.SequenceNumber, said.Number);
                break;
            case TortureEventKind.Changing:
                _changing = (said.SequenceNumber, said.Number);
                break;
            case TortureEventKind.Trying:
                _mayBeMissing.UnionWith(Enumerable.Range(said.Number, said.Count).Select(number => new TortureRecord(round, said.Writer, number)));
                break;
            case TortureEventKind.Acknowledged:
                for (int i = 0; i < said.Count; i++)
                {
                    _durable[said.SequenceNumber + i] = new TortureRecord(round, said.Writer, said.Number + i);
                }

                // Somebody else may have cut it off before its writer came to say it.
                GiveUp(said.SequenceNumber, said.SequenceNumber + said.Count);
                Acknowledged += said.Count;
                break;
            case TortureEventKind.Cutting:
            case TortureEventKind.Cut:
                if (_cuts.Add(said))
                {
                    GiveUp(said.SequenceNumber, long.MaxValue);
                }

                break;
        }
    }

    /// <summary>Begins with what was found and judged before.</summary>
    internal void Restore(long head, int checkpoint, IEnumerable<(LogSequenceNumber SequenceNumber, TortureRecord Record)> found)
    {
        _state = (head, checkpoint);
        var next = new Dictionary<(int, int), int>();
        foreach ((LogSequenceNumber number, TortureRecord record) in found)
        {
            // What is missing before it was given up, and was judged to be.
            for (int missing = next.GetValueOrDefault((record.Round, record.Writer)); missing < record.Number; missing++)
            {
                _mayBeMissing.Add(new TortureRecord(record.Round, record.Writer, missing));
            }

            next[(record.Round, record.Writer)] = record.Number + 1;
            _durable.Add(number.Value, Name(record));
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

        Check(log.Head.Value, TortureCheckpoint.Parse(log.GetCheckpoint()), there);
    }

    /// <summary>Compares what somebody found in the log with what should be.</summary>
    /// <param name="head">The log's.</param>
    /// <param name="checkpoint">The log's.</param>
    /// <param name="there">Its records in their order; null for what is not what was appended.</param>
    /// <exception cref="TortureException">The log lost something, has half of something, or is out of order.</exception>
    internal void Check(long head, int checkpoint, IReadOnlyCollection<(LogSequenceNumber SequenceNumber, TortureRecord? Record)> there)
    {
        TakeState(head, checkpoint);
        _cuts.Decide([.. there.Select(one => one.SequenceNumber.Value)]);
        GiveUp(0, long.MaxValue);
        var found = new Dictionary<long, TortureRecord>();
        var order = new TortureOrder(_mayBeMissing.Contains);
        foreach ((LogSequenceNumber number, TortureRecord? parsed) in there)
        {
            TortureRecord record = parsed ?? throw new TortureException($"Record {number} is not what any writer appended.");
            Require(!_cuts.Covers(number.Value), $"Record {number} ({record}) was cut off and is there.");
            order.Add(number, record);
            found.Add(number.Value, Name(record));
        }

        order.End();
        foreach ((long number, TortureRecord record) in _durable)
        {
            Require(found.TryGetValue(number, out TortureRecord seen) && seen == record, $"Record {number} ({record}) was acknowledged and is lost.");
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

    private static TortureRecord Name(TortureRecord record) => record with { Index = 0, Count = 1 };

    private void GiveUp(long from, long until)
    {
        foreach ((long number, TortureRecord record) in _durable.Where(one => one.Key >= from && one.Key < until && _cuts.Covers(one.Key)).ToList())
        {
            _durable.Remove(number);
            _mayBeMissing.Add(record);
            GivenUp++;
        }
    }

    private void TakeState(long head, int checkpoint)
    {
        Require(
            (head, checkpoint) == _state || (head, checkpoint) == _changing,
            $"The head is {head}, the checkpoint {checkpoint}; they were {_state}, to become {_changing?.ToString() ?? "nothing else"}, and nobody moved it there.");
        _state = (head, checkpoint);
        _changing = null;
        _cuts.Forget(head);
        foreach (long number in _durable.Keys.TakeWhile(number => number < head).ToList())
        {
            _durable.Remove(number);
        }
    }

    private static void Require(bool isSo, string what)
    {
        if (!isSo)
        {
            throw new TortureException(what);
        }
    }
}
