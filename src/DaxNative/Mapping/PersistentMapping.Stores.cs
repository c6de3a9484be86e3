using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DaxNative;

// Stores that the library makes itself; Write, Fill and StoreAtomic end here.
public sealed unsafe partial class PersistentMapping
{
    /// <summary>How they are made where the call does not say.</summary>
    internal StoreChoice Stores
    {
        get;
        init
        {
            field = value;
            PrepareLines();
        }
    }

    /// <summary>Copies into the mapping and makes the copy as durable as the options leave it.</summary>
    internal void Copy(long offset, ReadOnlySpan<byte> source, StoreOptions options)
    {
        CheckWritable(offset, source.Length);
        CheckOptions(options);
        if (_inline == InlinePath.None)
        {
            PinnedCopy(offset, source, options);
            return;
        }

        // SAFETY: the range is checked, the slot keeps it mapped, and the source is pinned.
        fixed (byte* from = source)
        {
            byte* to = _address + offset;
            SourceEnds.Touch(source);
            HazardSlot slot = HazardSlot.Current;
            Enter(slot);
            if (IsNonTemporal(to, source.Length, options))
            {
                CopyParts(to, from, (nuint)source.Length);
            }
            else
            {
#if DAXNATIVE_FAULTS
                if (Faults.Current == Fault.FlushedTooEarly)
                {
                    FlushStored(offset, source.Length, options);
                    StoreKernels.Copy(to, from, (nuint)source.Length, StoreOrder.Any);
                    DrainStored(options);
                    slot.Exit();
                    return;
                }
#endif
                StoreKernels.Copy(to, from, (nuint)source.Length, StoreKernels.OrderOf(to, from, (nuint)source.Length));
                FlushStored(offset, source.Length, options);
            }

            DrainStored(options);
            slot.Exit();
        }
    }

    /// <summary>Sets every byte of a range.</summary>
    internal void Set(long offset, long length, byte value, StoreOptions options)
    {
        CheckWritable(offset, length);
        CheckOptions(options);
        if (_inline == InlinePath.None)
        {
            PinnedSet(offset, length, value, options);
            return;
        }

        // SAFETY: as Copy. However long it takes, Dispose waits, and a garbage collection does not have to.
        byte* to = _address + offset;
        HazardSlot slot = HazardSlot.Current;
        Enter(slot);
        if (IsNonTemporal(to, length, options))
        {
            FillParts(to, value, (nuint)length);
        }
        else
        {
            StoreKernels.Fill(to, value, (nuint)length);
            FlushStored(offset, length, options);
        }

        DrainStored(options);
        slot.Exit();
    }

    /// <summary>Stores eight aligned bytes at once: after a power cut they are all old or all new.</summary>
    internal void Store(long offset, long value, StoreOptions options)
    {
        CheckWritable(offset, sizeof(long));
        CheckAligned<long>(offset);
        CheckOptions(options);
        if (_inline == InlinePath.None)
        {
            BeginCall();
            try
            {
                Volatile.Write(ref *(long*)(_address + offset), value);

                // One unit, and through the cache: what comes before it in its line stays before it.
                PinnedFinish(offset, sizeof(long), options | StoreOptions.Temporal);
            }
            finally
            {
                EndCall();
            }

            return;
        }

        HazardSlot slot = HazardSlot.Current;
        Enter(slot);

        // SAFETY: checked, aligned, and the slot keeps it mapped. Volatile, so that the JIT neither splits nor drops it.
        Volatile.Write(ref *(long*)(_address + offset), value);
        FlushStored(offset, sizeof(long), options);
        DrainStored(options);
        slot.Exit();
    }

    private static void CheckOptions(StoreOptions options)
    {
        if ((uint)options > (uint)StoreOptions.NoDrain)
        {
            CheckRareOptions(options);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CheckRareOptions(StoreOptions options)
    {
        const StoreOptions Known = StoreOptions.NoDrain | StoreOptions.NoFlush | StoreOptions.NonTemporal | StoreOptions.Temporal;
        if ((options & ~Known) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "There is no such store option.");
        }

        if ((options & StoreOptions.NonTemporal) != 0 && (options & (StoreOptions.Temporal | StoreOptions.NoFlush)) != 0)
        {
            throw new ArgumentException($"{options} contradicts itself: what is stored past the caches is neither stored into them nor left without a flush.", nameof(options));
        }
    }

    // libpmem's precedence. Where the caches are power-fail safe a store past them gains nothing by itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsNonTemporal(byte* to, long length, StoreOptions options)
    {
        if ((options & (StoreOptions.NoFlush | StoreOptions.NonTemporal | StoreOptions.Temporal)) != 0)
        {
            return StoreKernels.HasNonTemporal && (options & (StoreOptions.NoFlush | StoreOptions.NonTemporal)) == StoreOptions.NonTemporal;
        }

        return StoreKernels.HasNonTemporal && _inline == InlinePath.CacheLine && Stores.NonTemporal.Takes((nuint)to, (nuint)length);
    }

    // In the order that an overlap asks for. Where there is none, the head first and the tail last: see "Why odd ends are hard" in
    // docs/performance.md.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CopyParts(byte* to, byte* from, nuint length)
    {
        StoreOrder order = StoreKernels.OrderOf(to, from, length);
        StoredParts parts = PartsOf(to, length);
        nuint tail = length - parts.Tail;
        if (order == StoreOrder.Descending)
        {
            CopyEdge(to + tail, from + tail, parts.Tail, order);
            StoreKernels.CopyNonTemporal(to + parts.Head, from + parts.Head, parts.Body, order);
            CopyEdge(to, from, parts.Head, order);
            return;
        }

        CopyEdge(to, from, parts.Head, order);
        if (Stores.Direct is { } direct)
        {
            direct.Store(to + parts.Head, from + parts.Head, parts.Body, StoredParts.Line);
        }
        else
        {
            StoreKernels.CopyNonTemporal(to + parts.Head, from + parts.Head, parts.Body, order);
        }

        CopyEdge(to + tail, from + tail, parts.Tail, order);
    }

    private void CopyEdge(byte* to, byte* from, nuint length, StoreOrder order)
    {
        if (length != 0)
        {
            StoreKernels.Copy(to, from, length, order);
            FlushLines(to - _address, (long)length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FillParts(byte* to, byte value, nuint length)
    {
        StoredParts parts = PartsOf(to, length);
        FillEdge(to, value, parts.Head);
        FillEdge(to + length - parts.Tail, value, parts.Tail);
        if (Stores.Direct is { } direct)
        {
            Vector512<byte> line = Vector512.Create(value);
            direct.Store(to + parts.Head, (byte*)&line, parts.Body, step: 0);
        }
        else
        {
            StoreKernels.FillNonTemporal(to + parts.Head, value, parts.Body);
        }
    }

    // A direct store is a whole line.
    private StoredParts PartsOf(byte* to, nuint length) =>
        StoredParts.Of((nuint)to, length, bodyOfUnits: NonTemporalChoice.PartsOfLines && Stores.Direct is null);

    private void FillEdge(byte* to, byte value, nuint length)
    {
        if (length != 0)
        {
            StoreKernels.Fill(to, value, length);
            FlushLines(to - _address, (long)length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FlushStored(long offset, long length, StoreOptions options)
    {
        if ((options & StoreOptions.NoFlush) == 0)
        {
            FlushLines(offset, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DrainStored(StoreOptions options)
    {
        if ((options & (StoreOptions.NoFlush | StoreOptions.NoDrain)) == 0)
        {
            StoreFence.Execute();
        }
    }

    private void PinnedCopy(long offset, ReadOnlySpan<byte> source, StoreOptions options)
    {
        BeginCall();
        try
        {
            source.CopyTo(Target(offset, source.Length));
            PinnedFinish(offset, source.Length, options);
        }
        finally
        {
            EndCall();
        }
    }

    private void PinnedSet(long offset, long length, byte value, StoreOptions options)
    {
        BeginCall();
        try
        {
            for (long at = offset; at < offset + length;)
            {
                int piece = (int)Math.Min(offset + length - at, 1 << 30);
                Target(at, piece).Fill(value);
                at += piece;
            }

            PinnedFinish(offset, length, options);
        }
        finally
        {
            EndCall();
        }
    }

    // SAFETY: the callers have checked the range and announced their call.
    private Span<byte> Target(long offset, int length) => new(_address + offset, length);

    private void PinnedFinish(long offset, long length, StoreOptions options)
    {
        _writeBack.Stored(offset, length, options);
        if ((options & StoreOptions.NoFlush) != 0)
        {
            return;
        }

        _writeBack.Flush(offset, length);
        if ((options & StoreOptions.NoDrain) == 0)
        {
            _writeBack.Drain();
        }
    }
}
