using DaxNative.Log;

namespace DaxNative.Raft;

/// <summary>Where each kept entry lies, its term, and what goes with it to the state machine: 24 bytes an entry. Not thread-safe.</summary>
internal sealed class EntryIndex(long before)
{
    private (LogSequenceNumber Number, long Term, object? Context)[] _places = new (LogSequenceNumber, long, object?)[16];
    private int _begin;
    private int _count;

    /// <summary>Gets the index of the entry before the first that is kept.</summary>
    internal long Before { get; private set; } = before;

    internal long Last => Before + _count;

    internal void Add(LogSequenceNumber number, long term, object? context)
    {
        if (_count == _places.Length)
        {
            var more = new (LogSequenceNumber, long, object?)[_places.Length * 2];
            for (int i = 0; i < _count; i++)
            {
                more[i] = At(i);
            }

            (_places, _begin) = (more, 0);
        }

        At(_count++) = (number, term, context);
    }

    internal bool Contains(long index) => index > Before && index <= Last;

    internal LogSequenceNumber NumberOf(long index) => At(Offset(index)).Number;

    internal long TermOf(long index) => At(Offset(index)).Term;

    /// <summary>Gets what goes with an entry, once.</summary>
    internal object? TakeContext(long index)
    {
        ref (LogSequenceNumber Number, long Term, object? Context) place = ref At(Offset(index));
        (object? context, place.Context) = (place.Context, null);
        return context;
    }

    /// <summary>Forgets this entry and all behind it.</summary>
    internal void RemoveFrom(long index)
    {
        for (int count = Offset(index); _count > count;)
        {
            At(--_count) = default;
        }
    }

    /// <summary>Forgets this entry and all before it, which a snapshot stands for; also entries that never were here.</summary>
    internal void RemoveUpTo(long index)
    {
        for (; Before < index && _count > 0; Before++, _count--)
        {
            At(0) = default;
            _begin = (_begin + 1) & (_places.Length - 1);
        }

        Before = index;
    }

    private int Offset(long index) => Contains(index) ? (int)(index - Before - 1) : throw new ArgumentOutOfRangeException(nameof(index), index, $"The log has the entries {Before + 1} to {Last}.");

    // The length is a power of two.
    private ref (LogSequenceNumber Number, long Term, object? Context) At(int offset) => ref _places[(_begin + offset) & (_places.Length - 1)];
}
