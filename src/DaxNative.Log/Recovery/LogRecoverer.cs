namespace DaxNative.Log;

/// <summary>From a memory that holds a log to where the log stands.</summary>
internal static class LogRecoverer
{
    // The smallest there is.
    private const long PageSize = 4096;

    /// <summary>Finds the log, reads its state and, if it was not closed, its records. Changes nothing.</summary>
    /// <exception cref="LogException">There is no log, or not one that this program can read.</exception>
    /// <exception cref="LogCorruptException">Something that was durable is damaged.</exception>
    internal static (LogMemory Memory, RecoveredLog Recovered) Find(PersistentMapping mapping, IProgress<long>? progress)
    {
        LogIdentity identity = LogPlace.ReadIdentity(mapping);
        LogState state = LogPlace.ReadState(mapping, identity, out bool isWhole);
        var memory = new LogMemory(mapping, identity, state.Origin, state.Capacity);

        // A state that is not sound may be the newer one: then what the other says of a clean end is of no use. Nor is it where
        // a later opening has appended.
        bool isContinued = memory.TryRead(state.Tail, state.Head + memory.Capacity, out RecordHeader next) && next.Epoch > state.Epoch;
        return (memory, state.IsClean && isWhole && !isContinued ? RecoveredLog.Clean(state) : new LogScanner(memory, state, progress).Scan());
    }

    /// <summary>
    /// Makes durable what recovery vouches for. What it read came through caches: a process that was killed may have stored it and
    /// never written it back, and after an msync that failed the kernel calls pages clean that the media does not have.
    /// </summary>
    internal static void WriteBack(LogMemory memory, RecoveredLog recovered)
    {
        PersistentMapping mapping = memory.Mapping;

        // Whoever created the log may have been killed before its last word was written back, and whoever had it last before its last
        // state was: the next state takes the place of the one before that, and the power could leave neither.
        Flush(mapping, LogLayout.IdentityOffset, LogLayout.RingOffset);
        for (long position = recovered.Proven; position < recovered.Tail;)
        {
            long length = Math.Min(memory.RoomBehind(position), recovered.Tail - position);
            Flush(mapping, memory.OffsetOf(position), length);
            position += length;
        }

        mapping.Drain();
    }

    private static void Flush(PersistentMapping mapping, long offset, long length)
    {
        if (mapping.Granularity == StoreGranularity.Page)
        {
            Dirty(mapping, offset, length);
        }

        mapping.Flush(offset, length);
    }

    // A store of what is there already makes the kernel write the page again.
    private static void Dirty(PersistentMapping mapping, long offset, long length)
    {
        for (long at = offset; at < offset + length; at += PageSize - (at % PageSize))
        {
            mapping.Write(at, [mapping.AsReadOnlySpan(at, 1)[0]], StoreOptions.NoFlush);
        }
    }
}
