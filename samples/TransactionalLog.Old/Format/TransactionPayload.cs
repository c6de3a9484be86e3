using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// The payload of a transaction: its records, one behind the other without a gap, and behind them their lengths. So records that lie
/// together in memory, and an array of their lengths, are stored as they are.
/// </summary>
internal static class TransactionPayload
{
    /// <summary>Of each record's length, in bytes.</summary>
    internal const int LengthSize = sizeof(int);

    /// <summary>How long it is, in bytes.</summary>
    /// <param name="records">Of all records together, in bytes.</param>
    /// <param name="count">How many there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long LengthOf(int records, int count) => records + ((long)count * LengthSize);

    /// <summary>Reads a record's length.</summary>
    /// <param name="payload">Of a sound transaction.</param>
    /// <param name="count">How many records it has.</param>
    /// <param name="index">Which one is asked for.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="offset">Where the transaction lies.</param>
    /// <exception cref="LogCorruptException">The length does not fit: the lengths were changed by somebody while they were appended.</exception>
    internal static int LengthAt(ReadOnlySpan<byte> payload, int count, int index, int at, long offset)
    {
        long end = payload.Length - ((long)count * LengthSize);
        int length = end < 0 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(payload[((int)end + (index * LengthSize))..]);
        return (uint)length <= end - at ? length : throw new LogCorruptException($"The transaction at offset {offset} has other lengths than its records.", offset);
    }
}
