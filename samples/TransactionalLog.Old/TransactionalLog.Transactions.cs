using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

// Many records at once, which lie one behind the other in memory.
public sealed partial class TransactionalLog
{
    /// <summary>
    /// Appends records that are all there after a crash or none, under one fence. They are durable when the call returns. What a
    /// <see cref="LogTransaction"/> does for records that come one by one; this is faster, because nothing is gathered in memory.
    /// </summary>
    /// <param name="payloads">The records, one behind the other; may not change meanwhile.</param>
    /// <param name="lengths">Theirs, in bytes, as many as there are records; may not change meanwhile.</param>
    /// <returns>The first record's sequence number; the others' are the next ones.</returns>
    /// <exception cref="ArgumentException">There is no record, there are more than 65,536, or the lengths do not add up to the payloads'.</exception>
    /// <exception cref="LogException">As <see cref="Append(ReadOnlySpan{byte})"/>, of the records as one.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LogSequenceNumber AppendTransaction(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths)
    {
        CheckLengths(payloads, lengths);
        return Append(payloads, lengths, _writer.Checksum(payloads));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CheckLengths(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths)
    {
        long sum = 0;
        int signs = 0;
        foreach (int length in lengths)
        {
            sum += length;
            signs |= length;
        }

        if (signs < 0 || sum != payloads.Length || (uint)(lengths.Length - 1) >= LogSequenceNumber.MostIndexes)
        {
            ThrowLengths();
        }
    }

    [DoesNotReturn]
    private static void ThrowLengths() => throw new ArgumentException(
        $"There is no record, there are more than {LogSequenceNumber.MostIndexes}, a length is negative, or the lengths do not add up to the payloads'.");
}
