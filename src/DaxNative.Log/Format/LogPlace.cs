using System.Runtime.InteropServices;

namespace DaxNative.Log;

/// <summary>The part of a log's memory that stands before its ring: what it is, and its two states.</summary>
internal static class LogPlace
{
    private const long LeastLength = LogLayout.RingOffset + LogLayout.LeastCapacity;

    /// <summary>What is there, whatever it says of its length.</summary>
    /// <exception cref="LogException">It is no log, or too short for any.</exception>
    internal static LogIdentity ReadIdentity(PersistentMapping mapping) => mapping.Length < LeastLength
        ? throw new LogException(LogError.WrongLength, $"{mapping.Length} bytes are too few for a log.")
        : LogIdentity.Read(mapping.AsReadOnlySpan(LogLayout.IdentityOffset, LogIdentity.Size));

    /// <summary>Reads the newer sound state.</summary>
    /// <param name="mapping">The log's.</param>
    /// <param name="identity">What it is.</param>
    /// <param name="isWhole">Whether both are sound and one follows the other, so that none newer than the result can have been lost.</param>
    /// <exception cref="LogCorruptException">There is none.</exception>
    /// <exception cref="LogException">The memory is shorter than the log.</exception>
    internal static LogState ReadState(PersistentMapping mapping, LogIdentity identity, out bool isWhole)
    {
        LogState? first = StateAt(mapping, identity, LogLayout.FirstStateOffset);
        LogState? second = StateAt(mapping, identity, LogLayout.SecondStateOffset);
        LogState newer = (first?.Sequence > second?.Sequence ? first : second ?? first)
            ?? throw new LogCorruptException("Both states of the log are damaged.", LogLayout.FirstStateOffset);
        isWhole = first is { } one && second is { } other && Math.Max(one.Sequence, other.Sequence) - Math.Min(one.Sequence, other.Sequence) == 1;
        return newer.Capacity <= mapping.Length - LogLayout.RingOffset
            ? newer
            : throw new LogException(LogError.WrongLength, $"The log has {newer.Capacity + LogLayout.RingOffset} bytes; the memory has {mapping.Length}. The file was cut short.");
    }

    /// <summary>Makes a state durable.</summary>
    internal static void WriteState(PersistentMapping mapping, LogIdentity identity, LogState state, StoreOptions options = StoreOptions.None)
    {
        Span<byte> bytes = stackalloc byte[LogState.Size];
        state.Write(bytes, identity);
        mapping.Write(state.Offset, bytes, options);
    }

    /// <summary>Tells other processes how far the log is durable. Stored, not flushed: it may be older after a power cut, never wrong.</summary>
    internal static void PublishTail(PersistentMapping mapping, long tail) => Volatile.Write(ref mapping.Ref<long>(LogLayout.TailWordOffset), tail);

    /// <summary>
    /// Everything before it was durable: a state says so, or the tail word, which is told after the fence of what lies before it and so
    /// is true whenever it is there. Of an earlier life of the memory the word is zero.
    /// </summary>
    internal static long ReadProven(PersistentMapping mapping, LogState state)
    {
        long word = Volatile.Read(in mapping.ReadOnlyRef<long>(LogLayout.TailWordOffset));
        return word > state.Tail && word - state.Head <= state.Capacity && word % LogLayout.LineSize == 0 ? word : state.Tail;
    }

    /// <summary>Makes an empty log, and says that it is one only once all of it is durable.</summary>
    /// <exception cref="LogException">A log cannot or must not be made there; nothing was changed.</exception>
    internal static void Create(PersistentMapping mapping, LogIdentity identity)
    {
        RequireRoom(mapping);
        mapping.StoreAtomic(LogLayout.IdentityOffset, MemoryMarshal.Read<long>(LogIdentity.Unfinished));
        Finish(mapping, identity, LogState.Empty(identity.Capacity));
    }

    /// <summary>Puts before a ring what makes it a log: both places for states, and last the first word.</summary>
    /// <param name="mapping">A mapping whose ring is durable.</param>
    /// <param name="identity">What the log is.</param>
    /// <param name="state">Its first one.</param>
    internal static void Finish(PersistentMapping mapping, LogIdentity identity, LogState state)
    {
        Span<byte> line = stackalloc byte[LogIdentity.Size];
        identity.Write(line);
        mapping.StoreAtomic(LogLayout.TailWordOffset, state.Tail, StoreOptions.NoDrain);
        WriteState(mapping, identity, state with { Sequence = 0 }, StoreOptions.NoDrain);
        WriteState(mapping, identity, state, StoreOptions.NoDrain);
        mapping.Write(LogLayout.IdentityOffset + sizeof(long), line[sizeof(long)..]);
        mapping.StoreAtomic(LogLayout.IdentityOffset, MemoryMarshal.Read<long>(line));
    }

    /// <summary>Whether there is nothing, or a log whose creation did not finish.</summary>
    internal static bool IsVacant(PersistentMapping mapping) => mapping.Length >= LeastLength
        && (mapping.AsReadOnlySpan(LogLayout.IdentityOffset, LogIdentity.Unfinished.Length).SequenceEqual(LogIdentity.Unfinished)
            || !mapping.AsReadOnlySpan(0, (int)LogLayout.RingOffset).ContainsAnyExcept((byte)0));

    // Refuses a memory where a log cannot or must not be made.
    private static void RequireRoom(PersistentMapping mapping)
    {
        RequireLength(mapping.Length);
        if (!IsVacant(mapping))
        {
            throw new LogException(LogError.NotEmpty, "There is something already. Open it, or clear its first 4,096 bytes if it is of no use any more.");
        }
    }

    /// <summary>Refuses a length that no log can have.</summary>
    internal static void RequireLength(long length)
    {
        if (length < LeastLength || length % LogLayout.LineSize != 0)
        {
            throw new LogException(LogError.WrongLength, $"{length} bytes make no log: it wants a multiple of {LogLayout.LineSize}, at least {LeastLength}.");
        }
    }

    // One in the other's place would be overwritten by the next, which is to leave it.
    private static LogState? StateAt(PersistentMapping mapping, LogIdentity identity, long offset) =>
        LogState.Read(mapping.AsReadOnlySpan(offset, LogState.Size), identity) is { } state && state.Offset == offset ? state : null;
}
