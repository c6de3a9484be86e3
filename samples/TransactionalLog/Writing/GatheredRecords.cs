using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// Records that are put together in memory as they will lie in the media, line by line, with room for the header before them; used
/// again and again, it allocates nothing. Places are counted from the header's first byte.
/// </summary>
internal sealed class GatheredRecords
{
    private const int EndShift = 32;
    private const long Nothing = (long)RecordHeader.Size << EndShift;

    private readonly int _most;
    private LineBuffer _lines;
    private LineBuffer _lengths;

    // Where they end above, and how many there are below: one store a record less.
    private long _state = Nothing;

    /// <param name="most">The longest payload that they may become, with their lengths.</param>
    internal GatheredRecords(int most)
    {
        _most = most;
        _lines = new LineBuffer(RecordHeader.Size + Math.Min(4096, most));

        // Also of records of no length there is room for as many as fit.
        _lengths = new LineBuffer(_lines.Length);
    }

    /// <summary>Up to where they may go without being asked again, with their lengths; never beyond <see cref="Room"/>.</summary>
    internal int Limit { get; set; }

    /// <summary>Up to where there is memory.</summary>
    internal int Room => _lines.Length;

    /// <summary>How many there are.</summary>
    internal int Count => (int)_state;

    /// <summary>Where they end.</summary>
    internal int End => (int)(_state >> EndShift);

    /// <summary>Of the payload that they make, with their lengths, in bytes.</summary>
    internal long PayloadLength => TransactionPayload.LengthOf(End - RecordHeader.Size, Count);

    /// <summary>Their lengths.</summary>
    internal ReadOnlySpan<byte> Lengths => _lengths.Slice(0, Count * TransactionPayload.LengthSize);

    /// <summary>Adds one, if there is room for it: in few stores, because behind a fence that is not over yet the CPU holds some hundred,
    /// and then waits; and, if it has a line or more, without a call.</summary>
    /// <param name="record">The record.</param>
    /// <param name="index">Its index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(ReadOnlySpan<byte> record, out int index)
    {
        long state = _state;
        int end = (int)(state >> EndShift);
        index = (int)state;
        if (end + (((long)index + 1) * TransactionPayload.LengthSize) + record.Length > Limit || index >= LogSequenceNumber.MostIndexes)
        {
            return false;
        }

        _lengths.Set(index, record.Length);
        _lines.Add(end, record);
        _state = state + ((long)record.Length << EndShift) + 1;
        return true;
    }

    /// <summary>Adds one for which room was made.</summary>
    /// <returns>Its index.</returns>
    internal int Add(ReadOnlySpan<byte> record) => TryAdd(record, out int index) ? index : throw new UnreachableException();

    /// <summary>Has memory for one more.</summary>
    /// <param name="length">Of the record.</param>
    /// <returns>False if they would be more than they may.</returns>
    internal bool TryGrow(int length)
    {
        long all = PayloadLength + TransactionPayload.LengthSize + length;
        if (all > _most || Count == LogSequenceNumber.MostIndexes)
        {
            return false;
        }

        if (RecordHeader.Size + all > _lines.Length)
        {
            var lines = new LineBuffer((int)Math.Min((long)RecordHeader.Size + _most, Math.Max(RecordHeader.Size + all, 2L * _lines.Length)));
            var lengths = new LineBuffer(lines.Length);
            lines.Add(0, Between(0, End));
            lengths.Add(0, Lengths);
            (_lines, _lengths) = (lines, lengths);
        }

        return true;
    }

    /// <summary>Puts the lengths behind the records, and zeros up to the end of the line. More records can be added all the same.</summary>
    /// <returns>Where the last line ends.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Complete()
    {
        ReadOnlySpan<byte> lengths = Lengths;
        return lengths.Length <= LogLayout.LineSize && LineBuffer.HasParts ? _lines.AddLast(End, lengths) : CompleteElse(lengths);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int CompleteElse(ReadOnlySpan<byte> lengths)
    {
        _lines.Add(End, lengths);
        return _lines.ClearLine(End + lengths.Length);
    }

    /// <summary>What stands between two places.</summary>
    internal ReadOnlySpan<byte> Between(int from, int end) => _lines.Slice(from, end - from);

    /// <summary>Forgets them.</summary>
    internal void Clear() => _state = Nothing;
}
