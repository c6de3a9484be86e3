using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Logs;

/// <summary>
/// The payload of a transaction, put together in memory line by line, to be stored behind a header; used again and again, it
/// allocates nothing. Places are counted from the payload's first byte, which begins a line: a record of whole lines behind others of
/// whole lines is one store a line.
/// </summary>
internal sealed class GatheredRecords
{
    private const int EndShift = 32;

    // In place of the length that all records have.
    private const int Mixed = -1;

    private readonly int _most;
    private LineBuffer _lines;

    // Set only where not all are the same.
    private LineBuffer _lengths;

    // Of each record so far, or Mixed. What comes next is expected to be as what came last.
    private int _length = Mixed;

    // Where they end above, and how many there are below: one store a record less.
    private long _state;

    /// <param name="most">The longest payload that they may become, with their lengths.</param>
    internal GatheredRecords(int most)
    {
        _most = most;
        _lines = new LineBuffer(Math.Min(4096, most));

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
    internal long PayloadLength => TransactionPayload.LengthOf(End, Count);

    /// <summary>
    /// Adds one of a line or more, if there is room for it and its length is no surprise: in few stores, because behind a fence that is
    /// not over yet the CPU holds some dozens, and then waits. And without any call: what lives past one is stored.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <returns>Its index; less than zero if it was not added.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int TryAddLines(ReadOnlySpan<byte> record)
    {
        long state = _state;
        if (!LineBuffer.TakesInline(record.Length) || !MayAdd(state, record.Length))
        {
            return -1;
        }

        _lines.AddInline((int)(state >> EndShift), record);
        _state = state + ((long)record.Length << EndShift) + 1;
        return (int)state;
    }

    /// <summary>Adds one, if there is room for it.</summary>
    /// <param name="record">The record.</param>
    /// <returns>Its index; less than zero if it was not added.</returns>
    internal int TryAdd(ReadOnlySpan<byte> record)
    {
        ExpectLength(record.Length);
        long state = _state;
        if (!MayAdd(state, record.Length))
        {
            return -1;
        }

        _lines.Add((int)(state >> EndShift), record);
        _state = state + ((long)record.Length << EndShift) + 1;
        return (int)state;
    }

    /// <summary>Adds one for which room was made.</summary>
    /// <returns>Its index.</returns>
    internal int Add(ReadOnlySpan<byte> record)
    {
        int index = TryAdd(record);
        return index >= 0 ? index : throw new UnreachableException();
    }

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

        if (all > _lines.Length)
        {
            var lines = new LineBuffer((int)Math.Min(_most, Math.Max(all, 2L * _lines.Length)));
            var lengths = new LineBuffer(lines.Length);
            lines.Add(0, Between(0, End));
            lengths.Add(0, Lengths);
            (_lines, _lengths) = (lines, lengths);
        }

        return true;
    }

    /// <summary>Puts the lengths behind the records, and zeros up to the end of the half line. More records can be added all the same.</summary>
    /// <returns>Where the half line ends: behind a header, which takes half a line, that is a whole one or the half of one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Complete()
    {
        int count = Count;
        if (count <= Vector512<int>.Count && LineBuffer.HasParts)
        {
            Vector512<int> lengths = _length == Mixed ? _lengths.First.AsInt32() : Vector512.Create(_length);
            return EndOfHalf(_lines.AddLast(End, lengths.AsByte(), count * TransactionPayload.LengthSize));
        }

        return CompleteElse();
    }

    /// <summary>What stands between two places.</summary>
    internal ReadOnlySpan<byte> Between(int from, int end) => _lines.Slice(from, end - from);

    /// <summary>Forgets them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Clear()
    {
        if (_length == Mixed)
        {
            LearnLength();
        }

        _state = 0;
    }

    // As far as they are set.
    private ReadOnlySpan<byte> Lengths => _lengths.Slice(0, Count * TransactionPayload.LengthSize);

    // Whether it is expected and there is room for it. Sets its length, which what comes next sets again if this is not added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MayAdd(long state, int length)
    {
        int index = (int)state;
        if ((int)(state >> EndShift) + (((long)index + 1) * TransactionPayload.LengthSize) + length > Limit || index >= LogSequenceNumber.MostIndexes)
        {
            return false;
        }

        if (length == _length)
        {
            return true;
        }

        if (_length != Mixed)
        {
            return false;
        }

        _lengths.Set(index, length);
        return true;
    }

    private void ExpectLength(int length)
    {
        if (Count == 0)
        {
            _length = length;
        }
        else if (_length != length && _length != Mixed)
        {
            _lengths.Fill(Count, _length);
            _length = Mixed;
        }
    }

    // If all were the same, the next ones are expected to be.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LearnLength()
    {
        ReadOnlySpan<int> lengths = MemoryMarshal.Cast<byte, int>(Lengths);
        if (!lengths.IsEmpty && !lengths.ContainsAnyExcept(lengths[0]))
        {
            _length = lengths[0];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int CompleteElse()
    {
        if (_length != Mixed)
        {
            _lengths.Fill(Count, _length);
        }

        ReadOnlySpan<byte> lengths = Lengths;
        _lines.Add(End, lengths);
        _lines.ClearLine(End + lengths.Length);
        return EndOfHalf(End + lengths.Length);
    }

    private static int EndOfHalf(int at) => (at + RecordHeader.Size - 1) & -RecordHeader.Size;
}
