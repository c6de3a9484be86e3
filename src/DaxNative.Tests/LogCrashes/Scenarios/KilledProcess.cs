using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DaxNative.Log;

namespace DaxNative.LogCrashes;

/// <summary>What a process leaves that is killed behind its stores and before their flush: it is in the caches, and nowhere else.</summary>
internal static class KilledProcess
{
    /// <summary>Stores a record as an append of the log's present owner does.</summary>
    /// <param name="log">Nothing is appended to it any more.</param>
    /// <param name="payload">The record's.</param>
    /// <param name="stored">How many bytes of it were stored, from its header on.</param>
    /// <returns>Its number.</returns>
    internal static LogSequenceNumber StoreRecord(TransactionalLog log, ReadOnlySpan<byte> payload, int stored = int.MaxValue)
    {
        StoreRecord(log, log.Tail.Position, log.Tail.Position, payload, stored);
        return log.Tail;
    }

    /// <summary>Stores a record where one is asked for.</summary>
    /// <returns>Where it ends.</returns>
    internal static long StoreRecord(TransactionalLog log, long position, long durable, ReadOnlySpan<byte> payload, int stored = int.MaxValue)
    {
        LogMemory memory = log.Memory;
        var header = new RecordHeader(0, payload.Length, position, durable, EpochOf(log), RecordKind.Single, 1);
        Vector256<byte> bytes = header.ToBytes(Crc32C.Append(memory.Seed, payload));
        byte[] lines = new byte[header.RecordSize];
        MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)).CopyTo(lines);
        payload.CopyTo(lines.AsSpan(RecordHeader.Size));
        memory.Mapping.Write(memory.OffsetOf(position), lines.AsSpan(0, Math.Min(stored, lines.Length)), StoreOptions.NoFlush);
        return position + header.RecordSize;
    }

    /// <summary>Stores the next state.</summary>
    internal static void StoreState(PersistentMapping mapping, Func<LogState, LogState> change)
    {
        LogState state = StateOf(mapping);
        LogPlace.WriteState(mapping, LogPlace.ReadIdentity(mapping), change(state) with { Sequence = state.Sequence + 1 }, StoreOptions.NoFlush);
    }

    // That of the records, which the state's may differ from in a log with a fault.
    private static uint EpochOf(TransactionalLog log)
    {
        uint epoch = StateOf(log.Mapping).Epoch;
        for (long at = log.Head.Position; at < log.Tail.Position && log.Memory.TryRead(at, log.Tail.Position, out RecordHeader header); at += header.RecordSize)
        {
            epoch = header.Epoch;
        }

        return epoch;
    }

    private static LogState StateOf(PersistentMapping mapping) => LogPlace.ReadState(mapping, LogPlace.ReadIdentity(mapping), out _);
}
