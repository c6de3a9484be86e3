namespace DaxNative;

// Stores that the library makes itself; the buffers' Write, Fill and Store end here.
public sealed unsafe partial class PersistentMapping
{
    /// <summary>Copies into the mapping and makes the copy as durable as the options leave it.</summary>
    internal void Copy(long offset, ReadOnlySpan<byte> source, StoreOptions options)
    {
        CheckWritable(offset, source.Length);
        if (_hot == HotPath.None)
        {
            AcquirePin();
            try
            {
                source.CopyTo(Target(offset, source.Length));
                ColdFinish(offset, source.Length, options);
            }
            finally
            {
                ReleasePin();
            }

            return;
        }

        HazardSlot slot = HazardSlot.Current;
        Enter(slot);
        source.CopyTo(Target(offset, source.Length));
        HotFinish(offset, source.Length, options);
        slot.Exit();
    }

    /// <summary>Sets every byte of a range, in pieces that fit a span.</summary>
    internal void Set(long offset, long length, byte value, StoreOptions options)
    {
        CheckWritable(offset, length);
        AcquirePin();
        try
        {
            for (long at = offset; at < offset + length;)
            {
                int piece = (int)Math.Min(offset + length - at, 1 << 30);
                Target(at, piece).Fill(value);
                at += piece;
            }

            if (_hot == HotPath.None)
            {
                ColdFinish(offset, length, options);
            }
            else
            {
                HotFinish(offset, length, options);
            }
        }
        finally
        {
            ReleasePin();
        }
    }

    /// <summary>Stores eight aligned bytes at once: after a power cut they are all old or all new.</summary>
    internal void Store(long offset, long value, StoreOptions options)
    {
        CheckWritable(offset, sizeof(long));
        CheckAligned<long>(offset);
        if (_hot == HotPath.None)
        {
            AcquirePin();
            try
            {
                Volatile.Write(ref *(long*)(_address + offset), value);
                ColdFinish(offset, sizeof(long), options);
            }
            finally
            {
                ReleasePin();
            }

            return;
        }

        HazardSlot slot = HazardSlot.Current;
        Enter(slot);

        // SAFETY: checked, aligned, and the slot keeps it mapped. Volatile, so that the JIT neither splits nor drops it.
        Volatile.Write(ref *(long*)(_address + offset), value);
        HotFinish(offset, sizeof(long), options);
        slot.Exit();
    }

    // SAFETY: the callers have checked the range and hold a slot or a pin.
    private Span<byte> Target(long offset, int length) => new(_address + offset, length);

    private void HotFinish(long offset, long length, StoreOptions options)
    {
        if ((options & StoreOptions.NoFlush) != 0)
        {
            return;
        }

        if (_hot == HotPath.CacheLine)
        {
            FlushLines(offset, length);
        }

        if ((options & StoreOptions.NoDrain) == 0)
        {
            DaxNative.Drain.Fence();
        }
    }

    private void ColdFinish(long offset, long length, StoreOptions options)
    {
        if ((options & StoreOptions.NoFlush) != 0)
        {
            return;
        }

        _cold.Flush(offset, length);
        if ((options & StoreOptions.NoDrain) == 0)
        {
            _cold.Drain();
        }
    }
}
