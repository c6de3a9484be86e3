using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>
/// One log's account over several boots: what its writers said since the last boot whose records were judged, and what the
/// next one that got so far has found.
/// </summary>
internal sealed class PowerCutAccount(string name, ulong seed)
{
    /// <summary>The most records that one call of the log makes durable, and so the most that a thread can have appended and not yet said.</summary>
    internal const int MostUnsaid = TortureRecord.MostTogether - 1;

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
        _account.Restore(judged.Head, judged.Checkpoint, judged.Records.Select(record => (
            record.SequenceNumber,
            TortureRecord.Parse(record.Payload, _seed) ?? throw new TortureException($"Record {record.SequenceNumber} was judged, and its bytes in the listing are others now."))));
    }

    /// <summary>Takes what a boot said.</summary>
    /// <returns>How many records it said were durable.</returns>
    /// <exception cref="TortureException">The log was opened with a head that nobody had moved there.</exception>
    internal long Add(int boot, IEnumerable<TortureEvent> events)
    {
        long before = _account.Acknowledged;
        int round = PowerCutFolder.Round(boot, process: 0);
        foreach (TortureEvent said in events)
        {
            round = said.Kind == TortureEventKind.Opening ? PowerCutFolder.Round(boot, said.Number) : round;
            _account.Add(round, said);
            if (said.Kind == TortureEventKind.Acknowledged)
            {
                _said[(round, said.Writer)] = said.Number + said.Count - 1;
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
        _account.Check(found.Head, found.Checkpoint, there);

        // A thread waits until the host has its word before it goes on. More than one call's records would mean that words
        // were lost on the way, and with them the knowledge of what must be there.
        var unsaid = there.Select(record => record.Record!.Value)
            .Where(record => boots.Contains(PowerCutFolder.BootOf(record.Round)) && record.Number > _said.GetValueOrDefault((record.Round, record.Writer), -1))
            .CountBy(record => (record.Round, record.Writer));
        foreach (((int round, int writer), int count) in unsaid)
        {
            if (count > MostUnsaid)
            {
                throw new TortureException($"Writer {writer} of boot {PowerCutFolder.BootOf(round)} has {count} records in the log that it never said were durable, and a call makes {MostUnsaid} at most: acknowledgements were lost.");
            }
        }
    }
}
