using System.Runtime.InteropServices;

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

    private readonly int _most;
    private LineBuffer _lines;

    // What fits without a closer look: into the memory, and into the log.
    private int _sure;
    private int[] _lengths = new int[64];
    private int _written;

    /// <param name="most">The longest payload that it may become, lengths included.</param>
    internal RecordImage(int most)
    {
        _most = most;
        Use(new LineBuffer(Least));
    }

    /// <summary>How many user records there are.</summary>
    internal int Count { get; private set; }

    /// <summary>Where they end.</summary>
    internal int End { get; private set; }

    /// <summary>What was written behind them and is no record yet, in bytes.</summary>
    internal int Written => _written;

    /// <summary>Whether there is nothing.</summary>
    internal bool IsEmpty => (Count | _written) == 0;

    internal RecordKind Kind => Count == 1 ? RecordKind.Single : RecordKind.Transaction;

    /// <summary>Of the payload that they make, in bytes.</summary>
    internal int Length => LengthWith(Count, End);

    /// <summary>The payload's length with one more record.</summary>
    internal long LengthWith(int more) => Count == LogSequenceNumber.MostIndexes ? long.MaxValue : LengthWith(Count + 1, (long)End + more);

    /// <summary>Adds a record.</summary>
    /// <returns>False if it would be more than can be; then nothing has changed.</returns>
    internal bool TryAdd(ReadOnlySpan<byte> record)
    {
        if (!TryReserve(record.Length))
        {
            return false;
        }

        _lines.Add(End, record);
        Take(record.Length);
        return true;
    }

    /// <summary>Gets memory to write to behind what was written.</summary>
    /// <returns>False if it would be more than can be.</returns>
    internal bool TryGetMemory(int least, out Memory<byte> memory)
    {
        memory = default;
        if (least > _most - _written || !TryReserve(_written + least))
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
        return true;
    }

    /// <summary>Puts the lengths behind the records, and zeros up to the end of the line.</summary>
    /// <returns>Where the half line ends: behind a header, which takes half a line, that is a whole one or the half of one.</returns>
    internal int Complete()
    {
        int end = End;
        if (Count > 1)
        {
            _lines.Add(end, MemoryMarshal.AsBytes(_lengths.AsSpan(0, Count)));
            end += Count * BatchPayload.LengthSize;
        }

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

        Count = End = _written = 0;
    }

    private static long LengthWith(int count, long end) => count == 1 ? end : end + ((long)count * BatchPayload.LengthSize);

    private static int LengthWith(int count, int end) => count <= 1 ? end : end + (count * BatchPayload.LengthSize);

    private void Use(LineBuffer lines)
    {
        _lines = lines;
        _sure = Math.Min(lines.Length, _most);
    }

    private void Take(int length)
    {
        _lengths[Count++] = length;
        End += length;
        _written = 0;
    }

    // What may be written behind what was: the lengths stand behind the records in the same memory, and one record has none.
    private int Room => Math.Max(0, Math.Min(_lines.Length, Count == 0 ? _most + BatchPayload.LengthSize : _most) - ((Count + 1) * BatchPayload.LengthSize) - End - _written);

    private bool TryReserve(int length)
    {
        long all = (long)End + length + (((long)Count + 1) * BatchPayload.LengthSize);
        return (all <= _sure && Count < _lengths.Length) || TryGrow(length, all);
    }

    private bool TryGrow(int length, long all)
    {
        if (LengthWith(length) > _most)
        {
            return false;
        }

        if (Count == _lengths.Length)
        {
            Array.Resize(ref _lengths, 2 * _lengths.Length);
        }

        if (all > _lines.Length)
        {
            var lines = new LineBuffer((int)Math.Min(_most + (long)BatchPayload.LengthSize, Math.Max(all, 2L * _lines.Length)));
            lines.Add(0, _lines.Slice(0, End + _written));
            Use(lines);
        }

        return true;
    }
}
