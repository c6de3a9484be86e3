using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Log;

// Long records, which are checked as they are stored.
internal sealed partial class LogWriter
{
    // The smallest there is.
    private const long PageSize = 4096;

    // Behind a fence that is not over a CPU holds some dozens of stores. A longer record that is copied first makes it wait.
    private const int LeastLong = 512;

    /// <summary>Whether a record that stands alone is checked as it is stored, and not put together in memory first.</summary>
    internal static bool IsLong(int length) => length >= LeastLong;

    /// <summary>Appends a long record without putting it together in memory first.</summary>
    internal LogSequenceNumber AppendLong(ReadOnlySpan<byte> payload)
    {
        long size = RecordHeader.SizeOf(payload.Length);
        long start = MakeRoom(size);
        try
        {
            StoreLong(start, payload);
        }
        catch (Exception cause)
        {
            throw Fault(cause);
        }

        Counters.Count(1, size);
        Publish(start + size);
        return new LogSequenceNumber(start, 0);
    }

    // The checksum is computed ahead, while the drain of the append before goes on, and once more of the very bytes that are stored,
    // while they drain. If somebody changed the payload in between, the header is stored once more, before anybody is told.
    private void StoreLong(long start, ReadOnlySpan<byte> payload)
    {
        bool isPage = _mapping.Granularity == StoreGranularity.Page;
        long offset = _memory.OffsetOf(start);
        Vector256<byte> first = Vector256.Create(payload[..Vector256<byte>.Count]);
        ReadOnlySpan<byte> beginning = MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in first));
        uint checksum = Crc32C.Append(_memory.Seed, payload);
        PrefetchBehind(offset + payload.Length);
        WriteFirst(offset, HeaderOfLong(start, payload.Length, checksum), beginning, isPage ? StoreOptions.NoFlush : StoreOptions.NoDrain);
        uint stored = _mapping.WriteCacheLinesChecked(
            offset + LogLayout.LineSize, payload[beginning.Length..], Crc32C.Append(_memory.Seed, beginning), isPage ? StoreOptions.NoFlush : StoreOptions.None);
        if (stored != checksum)
        {
            WriteFirst(offset, HeaderOfLong(start, payload.Length, stored), beginning, isPage ? StoreOptions.NoFlush : StoreOptions.None);
        }

        if (isPage)
        {
            _mapping.Persist(offset, RecordHeader.SizeOf(payload.Length));
        }
    }

    // What comes next will begin in the page where this ends and go on in the next one, and would wait until the CPU has found where
    // that lies: log-append/4Ki in docs/performance.md. The last line of the page, because that is the last one to be stored to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PrefetchBehind(long offset) => _mapping.Prefetch((offset | (PageSize - 1)) + PageSize - LogLayout.LineSize + 1);

    // A header is never handed on: in memory it would be loaded wider than it was stored, and wait for the fence before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<byte> HeaderOfLong(long start, int length, uint checksum) =>
        new RecordHeader(0, length, start, start, _epoch, RecordKind.Single, 1).ToBytes(checksum);

    private void WriteFirst(long offset, Vector256<byte> header, ReadOnlySpan<byte> beginning, StoreOptions options)
    {
        if (!_mapping.TryWriteCacheLines(offset, header, beginning, options))
        {
            _mapping.WriteCacheLines(offset, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in header)), beginning, options);
        }
    }
}
