using DaxNative.Log;

namespace DaxNative.Samples;

/// <summary>The events of one actor: which there are, where they lie, and how far it had come.</summary>
internal sealed class EventStream(string id)
{
    private readonly SortedDictionary<long, LogSequenceNumber> _events = [];

    /// <summary>Gets the number of the last event that there ever was.</summary>
    internal long Highest { get; private set; }

    /// <summary>Gets the number up to which events were deleted.</summary>
    internal long DeletedTo { get; private set; }

    internal LogSequenceNumber? Oldest => _events.Count > 0 ? _events.First().Value : null;

    internal EventRecord Mark(long deletedTo) => new(id, Highest, deletedTo, []);

    // An event that was deleted may still be read before its mark, and a mark may be read twice.
    internal void Note(EventRecord record, LogSequenceNumber place)
    {
        Highest = Math.Max(Highest, record.Number);
        if (record.DeletedTo == 0)
        {
            _events[record.Number] = place;
            return;
        }

        DeletedTo = record.DeletedTo;
        foreach (long number in _events.Keys.TakeWhile(number => number <= DeletedTo).ToArray())
        {
            _events.Remove(number);
        }
    }

    internal IEnumerable<LogSequenceNumber> Places(long from, long to, long max) =>
        _events.SkipWhile(one => one.Key < from).TakeWhile(one => one.Key <= to).Select(one => one.Value).Take((int)Math.Min(max, int.MaxValue));
}
