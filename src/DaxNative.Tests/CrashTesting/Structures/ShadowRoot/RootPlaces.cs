using System.Runtime.InteropServices;

namespace DaxNative.Tests;

/// <summary>Two places for a root, of two lines each; a new root is stored over the older one.</summary>
internal sealed class RootPlaces(PersistentMapping memory, RootMistake mistake)
{
    private const int Size = 128;
    private const long TableAt = 8;
    private const long CountAt = 16;
    private const long SumAt = 24;
    private const long TotalAt = 64;

    private readonly long _spacing = memory.Granularity == StoreGranularity.Page ? 4096 : Size;
    private long _inUse;

    internal long End => 2 * _spacing;

    private bool HasFlag => mistake == RootMistake.RootByFlag;

    internal void Store(Root root)
    {
        long place = mistake == RootMistake.OnePlaceOnly ? 0 : _spacing - _inUse;
        if (HasFlag)
        {
            memory.StoreAtomic(place + SumAt, 0);
        }

        if (mistake == RootMistake.BusyMark)
        {
            long count = memory.ReadOnlyRef<long>(_inUse + CountAt);
            memory.Ref<long>(_inUse + CountAt) = -1;
            memory.Ref<long>(_inUse + CountAt) = count;
        }

        memory.Ref<long>(place) = root.Generation;
        memory.Ref<long>(place + TableAt) = root.Table;
        memory.Ref<long>(place + CountAt) = root.Count;
        memory.Ref<long>(place + TotalAt) = root.Total;
        if (HasFlag)
        {
            memory.StoreAtomic(place + SumAt, 1, StoreOptions.NoFlush | StoreOptions.NoDrain);
        }
        else
        {
            memory.Ref<long>(place + SumAt) = Checksum(root);
        }

        memory.Flush(place, Size);
        if (mistake != RootMistake.RootNotDrained)
        {
            memory.Drain();
        }

        _inUse = place;
    }

    /// <summary>The root of the highest generation that is whole. It is durable when this returns.</summary>
    internal Root Recover(out Root? older)
    {
        Root? first = Load(0);
        Root? second = Load(1);
        bool isFirst = second is null || (first is not null && IsHigher(first.Generation, second.Generation));
        Root root = (isFirst ? first : second) ?? throw new StructureException("No root is whole.");
        older = isFirst ? second : first;
        _inUse = isFirst ? 0 : _spacing;
        if (mistake != RootMistake.RecoveryDoesNotPersist)
        {
            Persist(_inUse);
        }

        if (mistake == RootMistake.RecoveryMovesRoot && !isFirst)
        {
            Move();
        }

        return root;
    }

    private bool IsHigher(long first, long second) => mistake == RootMistake.ShortGeneration ? (byte)first > (byte)second : first > second;

    private void Persist(long place)
    {
        memory.Flush(place, Size);
        if (mistake == RootMistake.RecoveryDrainsElsewhere)
        {
            var other = new Thread(memory.Drain);
            other.Start();
            other.Join();
        }
        else
        {
            memory.Drain();
        }
    }

    private void Move()
    {
        memory.AsReadOnlySpan(_spacing, Size).CopyTo(memory.AsSpan(0, Size));
        memory.Flush(0, Size);
        memory.AsSpan(_spacing, Size).Clear();
        memory.Flush(_spacing, Size);
        memory.Drain();
        _inUse = 0;
    }

    private Root? Load(int index)
    {
        long place = index * _spacing;
        var root = new Root(
            memory.ReadOnlyRef<long>(place), memory.ReadOnlyRef<long>(place + TableAt), memory.ReadOnlyRef<long>(place + CountAt), memory.ReadOnlyRef<long>(place + TotalAt));
        long sum = memory.ReadOnlyRef<long>(place + SumAt);
        bool isWhole = mistake switch
        {
            RootMistake.RootByFlag => sum == 1,
            RootMistake.RootNotVerified => root.Generation != 0,
            _ => sum == Checksum(root),
        };
        return isWhole && root.Generation != 0 ? root : null;
    }

    private long Checksum(Root root)
    {
        ReadOnlySpan<long> words =
        [
            root.Generation,
            mistake == RootMistake.ChecksumWithoutTable ? 0 : root.Table,
            mistake == RootMistake.ChecksumWithoutCount ? 0 : root.Count,
            root.Total,
        ];
        return 1L + Crc32C.Append(0, MemoryMarshal.AsBytes(words));
    }
}
