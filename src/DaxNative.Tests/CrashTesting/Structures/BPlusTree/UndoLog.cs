using System.Runtime.InteropServices;

namespace DaxNative.Tests;

/// <summary>What a change replaces, so that it can be rolled back: durable before it is replaced. A new generation makes all entries old.</summary>
internal sealed class UndoLog(PersistentMapping memory, TreeMistake mistake)
{
    internal const long GenerationOffset = 192;
    internal const long EndOffset = EntriesOffset + (Entries * EntrySize);

    private const long EntriesOffset = 256;
    private const int Entries = 12;
    private const int HeaderSize = 64;
    private const int EntrySize = HeaderSize + 128;

    private readonly HashSet<long> _logged = [];
    private readonly List<(long Offset, int Length)> _changed = [];
    private int _entries;

    private long Generation => memory.ReadOnlyRef<long>(GenerationOffset);

    private long Stamp => mistake == TreeMistake.ShortGeneration ? (byte)Generation : Generation;

    /// <summary>Says that a range is about to be changed.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="length">64 or 128 bytes.</param>
    /// <param name="isNew">Whether nothing durable leads to it, so that nobody needs what was there.</param>
    /// <param name="isLogged">Whether to log it.</param>
    internal void Change(long offset, int length, bool isNew = false, bool isLogged = true)
    {
        if (!_changed.Contains((offset, length)) && !(isNew && mistake == TreeMistake.NewNodeNotFlushed))
        {
            _changed.Add((offset, length));
        }

        if (!isNew && isLogged && !_logged.Contains(offset))
        {
            Log(offset, length);
        }

        _logged.Add(offset);
    }

    /// <summary>Makes all changes durable, and then the generation that says so.</summary>
    internal void Commit(Action storeLate)
    {
        bool isEarly = mistake == TreeMistake.CommitBeforeNodes;
        if (isEarly)
        {
            memory.StoreAtomic(GenerationOffset, Generation + 1);
        }

        foreach ((long offset, int length) in _changed)
        {
            memory.Flush(offset, mistake == TreeMistake.HalfNodeFlushed ? HeaderSize : length);
        }

        storeLate();
        memory.Drain();
        if (!isEarly)
        {
            memory.StoreAtomic(GenerationOffset, Generation + 1, mistake == TreeMistake.CommitNotDrained ? StoreOptions.NoDrain : StoreOptions.None);
        }

        _changed.Clear();
        _logged.Clear();
        _entries = 0;
    }

    /// <summary>Rolls back what was not committed. The generation is durable too when it returns.</summary>
    internal void Recover()
    {
        memory.Persist(GenerationOffset, sizeof(long));
        int count = 0;
        while (count < Entries && IsValid(EntriesOffset + (count * EntrySize)))
        {
            count++;
        }

        if (count == 0)
        {
            return;
        }

        bool isEarly = mistake == TreeMistake.RecoveryCountsFirst;
        if (isEarly)
        {
            memory.StoreAtomic(GenerationOffset, Generation + 1);
        }

        for (int i = count - 1; i >= 0; i--)
        {
            RollBack(EntriesOffset + (i * EntrySize));
        }

        if (mistake == TreeMistake.RecoveryDrainsElsewhere)
        {
            var other = new Thread(memory.Drain);
            other.Start();
            other.Join();
        }
        else
        {
            memory.Drain();
        }

        if (!isEarly)
        {
            memory.StoreAtomic(GenerationOffset, Generation + 1);
        }
    }

    private void Log(long offset, int length)
    {
        if (_entries == Entries)
        {
            throw new StructureException("The undo log is full.");
        }

        long entry = EntriesOffset + (_entries++ * EntrySize);
        memory.AsReadOnlySpan(offset, length).CopyTo(memory.AsSpan(entry + HeaderSize, length));
        memory.Ref<long>(entry) = Stamp;
        memory.Ref<long>(entry + 8) = offset;
        memory.Ref<long>(entry + 16) = length;
        memory.Ref<long>(entry + 24) = mistake == TreeMistake.UndoByFlag ? 1 : Checksum(entry, length);
        if (mistake != TreeMistake.UndoNotFlushed)
        {
            memory.Flush(entry, HeaderSize + length);
        }

        if (mistake != TreeMistake.UndoNotDrained)
        {
            memory.Drain();
        }
    }

    private bool IsValid(long entry)
    {
        long length = memory.ReadOnlyRef<long>(entry + 16);
        long sum = memory.ReadOnlyRef<long>(entry + 24);
        return memory.ReadOnlyRef<long>(entry) == Stamp && length is 64 or 128 && mistake switch
        {
            TreeMistake.UndoNotVerified => true,
            TreeMistake.UndoByFlag => sum == 1,
            _ => sum == Checksum(entry, (int)length),
        };
    }

    private void RollBack(long entry)
    {
        long offset = memory.ReadOnlyRef<long>(entry + 8);
        int length = (int)memory.ReadOnlyRef<long>(entry + 16);
        memory.AsReadOnlySpan(entry + HeaderSize, length).CopyTo(memory.AsSpan(offset, length));
        if (mistake != TreeMistake.RecoveryDoesNotPersist)
        {
            memory.Flush(offset, length);
        }
    }

    private long Checksum(long entry, int length)
    {
        long target = mistake == TreeMistake.ChecksumWithoutTarget ? 0 : memory.ReadOnlyRef<long>(entry + 8);
        ReadOnlySpan<long> header = [memory.ReadOnlyRef<long>(entry), target, length];
        return 1L + Crc32C.Append(Crc32C.Append(0, MemoryMarshal.AsBytes(header)), memory.AsReadOnlySpan(entry + HeaderSize, length));
    }
}
