using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Log;

/// <summary>
/// The payload of the record that comes next, put together in memory: one user record, or several with their lengths behind them.
/// What is checked is what is stored, whatever happens to the user's bytes meanwhile. Used again and again, it allocates nothing.
/// </summary>
internal sealed class RecordImage
{
    // A batch that had more than this gives its memory back.
    private const int MostKept = 1 << 20;
    private const int Least = 4096;
    private const int Mixed = -1;

    private LineBuffer _lines = new(Least);

    // What fits without a closer look: into the memory, and into the log.
    private int _sure;
    private int[] _lengths = new int[64];
    private int _count;
    private int _end;
    private int _written;

    // Of every record so far; Mixed where they differ, and then each one's is in the array: a store a record less, and none that would
    // have to leave the CPU before it is loaded again.
    private int _length;

    /// <summary>The longest payload that it may become, lengths included.</summary>
    internal int Most
    {
        get;
        set
        {
            field = value;
            Use(_lines);
        }
    }

    /// <summary>How many user records there are.</summary>
    internal int Count => _count;

    /// <summary>Where they end.</summary>
    internal int End => _end;

    /// <summary>What was written behind them and is no record yet, in bytes.</summary>
    internal int Written => _written;

    /// <summary>Whether there is nothing.</summary>
    internal bool IsEmpty => (Count | _written) == 0;

    internal RecordKind Kind => Count == 1 ? RecordKind.Single : RecordKind.Transaction;

    /// <summary>Of the payload that they make, in bytes.</summary>
    internal int Length => LengthWith(Count, End);

    /// <summary>The payload's length with one more record.</summary>
    internal long LengthWith(long more) => Count == LogSequenceNumber.MostIndexes ? long.MaxValue : LengthWith(Count + 1, End + more);

    /// <summary>Adds a record.</summary>
    /// <returns>False if it would be more than can be; then nothing has changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(ReadOnlySpan<byte> record)
    {
        if (!TryReserve(record.Length))
        {
            return false;
        }

        // Lines without a call: what lives past one is put on the stack, behind the fence before.
        if (LineBuffer.TakesInline(record.Length))
        {
            _lines.AddInline(_end, record);
        }
        else
        {
            _lines.Add(_end, record);
        }

        Take(record.Length);
        return true;
    }

    /// <summary>Gets memory to write to behind what was written.</summary>
    /// <returns>False if it would be more than can be.</returns>
    internal bool TryGetMemory(int least, out Memory<byte> memory)
    {
        memory = default;
        if (least > Most - _written || !TryReserve(_written + least))
        {
            return false;
        }

        memory = _lines.Memory(End + _written)[..Room];
        return true;
    }

    /// <summary>Says how much of that memory was written.</summary>
    internal bool TryAdvance(int count)
    {
        if ((uint)count > (uint)Room)
        {
            return false;
        }

        _written += count;
        return true;
    }

    /// <summary>Makes a record of what was written.</summary>
    /// <returns>False if it would be more than can be.</returns>
    internal bool TryEndWritten()
    {
        if (!TryReserve(_written))
        {
            return false;
        }

        Take(_written);
        _written = 0;
        return true;
    }

    /// <summary>Puts the lengths behind the records, and zeros up to the end of the line.</summary>
    /// <returns>Where the half line ends: behind a header, which takes half a line, that is a whole one or the half of one.</returns>
    internal int Complete()
    {
        int end = _count > 1 ? AddLengths() : _end;
        _lines.ClearLine(end);
        return (end + RecordHeader.Size - 1) & -RecordHeader.Size;
    }

    internal ReadOnlySpan<byte> Slice(int length) => _lines.Slice(0, length);

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        if (_lines.Length > MostKept)
        {
            Use(new LineBuffer(Least));
        }

        _count = _end = _written = 0;
    }

    private static long LengthWith(int count, long end) => count == 1 ? end : end + ((long)count * BatchPayload.LengthSize);

    private static int LengthWith(int count, int end) => count <= 1 ? end : end + (count * BatchPayload.LengthSize);

    private void Use(LineBuffer lines)
    {
        _lines = lines;
        _sure = Math.Min(lines.Length, Most);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(int length)
    {
        if (_count == 0)
        {
            _length = length;
        }
        else if (length != _length)
        {
            SetLength(length);
        }

        _count++;
        _end += length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetLength(int length)
    {
        if (_length != Mixed)
        {
            _lengths.AsSpan(0, _count).Fill(_length);
            _length = Mixed;
        }

        _lengths[_count] = length;
    }

    // Where they end.
    private int AddLengths()
    {
        int end = _end;
        if (_length == Mixed || !LineBuffer.HasParts)
        {
            if (_length != Mixed)
            {
                _lengths.AsSpan(0, _count).Fill(_length);
            }

            _lines.Add(end, MemoryMarshal.AsBytes(_lengths.AsSpan(0, _count)));
            return end + (_count * BatchPayload.LengthSize);
        }

        Vector512<byte> lengths = Vector512.Create(_length).AsByte();
        for (int left = _count; left > 0; left -= Vector512<int>.Count)
        {
            end = _lines.AddLast(end, lengths, Math.Min(left, Vector512<int>.Count) * BatchPayload.LengthSize);
        }

        return end;
    }

    // What may be written behind what was: the lengths stand behind the records in the same memory, and one record has none.
    private int Room => Math.Max(0, Math.Min(_lines.Length, Count == 0 ? Most + BatchPayload.LengthSize : Most) - ((Count + 1) * BatchPayload.LengthSize) - End - _written);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReserve(int length)
    {
        long all = (long)End + length + (((long)Count + 1) * BatchPayload.LengthSize);
        return (all <= _sure && Count < _lengths.Length) || TryGrow(length, all);
    }

    private bool TryGrow(int length, long all)
    {
        if (LengthWith(length) > Most)
        {
            return false;
        }

        if (Count == _lengths.Length)
        {
            Array.Resize(ref _lengths, 2 * _lengths.Length);
        }

        if (all > _lines.Length)
        {
            var lines = new LineBuffer((int)Math.Min(Most + (long)BatchPayload.LengthSize, Math.Max(all, 2L * _lines.Length)));
            lines.Add(0, _lines.Slice(0, End + _written));
            Use(lines);
        }

        return true;
    }
}
