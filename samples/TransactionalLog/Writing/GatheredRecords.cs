using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>Records that are put together in memory before they are stored as one; used again and again, it allocates nothing.</summary>
internal sealed class GatheredRecords
{
    private const int LengthShift = 32;

    private readonly int _most;
    private byte[] _bytes;
    private int[] _lengths;

    // Their length above, and how many there are below: one store a record less.
    private long _state;

    /// <param name="most">The longest payload that they may become, with their lengths.</param>
    internal GatheredRecords(int most)
    {
        _most = most;
        _bytes = new byte[Math.Min(4096, most)];
        _lengths = new int[LengthsBeside(_bytes)];
    }

    /// <summary>How many there are.</summary>
    internal int Count => (int)_state;

    /// <summary>Of all of them, in bytes.</summary>
    internal int Length => (int)(_state >> LengthShift);

    /// <summary>Of the payload that they make, with their lengths.</summary>
    internal long PayloadLength => TransactionPayload.LengthOf(Length, Count);

    /// <summary>They, one behind the other.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Theirs.</summary>
    internal ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Count);

    /// <summary>Whether there is room for one more already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasRoom(int length) => Count < _lengths.Length && PayloadLength + TransactionPayload.LengthSize + length <= _bytes.Length;

    /// <summary>Adds one for which there is room: in few stores, because behind a fence that is not over yet the CPU holds some sixty, and
    /// then waits; and without a call.</summary>
    /// <returns>Its index.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Add(ReadOnlySpan<byte> record)
    {
        long state = _state;
        _lengths[(int)state] = record.Length;
        WideCopy.Copy(record, _bytes.AsSpan((int)(state >> LengthShift)));
        _state = state + ((long)record.Length << LengthShift) + 1;
        return (int)state;
    }

    /// <summary>Makes room for one more.</summary>
    /// <param name="length">Of the record.</param>
    /// <returns>False if they would be more than they may.</returns>
    internal bool TryGrow(int length)
    {
        long all = TransactionPayload.LengthOf(Length, Count + 1) + length;
        if (all > _most || Count == LogSequenceNumber.MostIndexes)
        {
            return false;
        }

        if (all > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(_most, Math.Max(all, 2L * _bytes.Length)));
            Array.Resize(ref _lengths, LengthsBeside(_bytes));
        }

        return true;
    }

    // Also of records of no length there is room for as many as fit, and as have numbers.
    private static int LengthsBeside(byte[] bytes) => Math.Min(bytes.Length / TransactionPayload.LengthSize, LogSequenceNumber.MostIndexes);

    /// <summary>Forgets them.</summary>
    internal void Clear() => _state = 0;
}
