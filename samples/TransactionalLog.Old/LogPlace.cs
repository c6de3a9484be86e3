using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>A part of a mapping that holds a log, or may.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Start">Where the part begins, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
internal readonly record struct LogPlace(PersistentMapping Mapping, long Start, long Length)
{
    internal static LogPlace Whole(PersistentMapping mapping) => new(mapping, 0, mapping.Length);

    /// <summary>What is there, whatever it says of the part's length.</summary>
    /// <exception cref="LogException">It is no log, or too short for any.</exception>
    internal LogIdentity ReadIdentity() => Length < LogLayout.RingOffset + LogLayout.LeastCapacity
        ? throw new LogException(LogError.WrongLength, $"{Length} bytes are too few for a log.")
        : LogIdentity.Read(Mapping.AsReadOnlySpan(Start + LogLayout.IdentityOffset, LogIdentity.Size));

    /// <summary>Takes the log that is there.</summary>
    /// <exception cref="LogException">There is none, or not the one that is asked for, or it says another length.</exception>
    internal LogMemory Find(int partition, int partitions)
    {
        LogIdentity identity = ReadIdentity();
        if ((identity.Partition, identity.Partitions) != (partition, partitions))
        {
            throw new LogException(LogError.WrongPartition, $"This is partition {identity.Partition} of {identity.Partitions}, not {partition} of {partitions}.");
        }

        return identity.Capacity == Length - LogLayout.RingOffset
            ? new LogMemory(Mapping, Start, identity)
            : throw new LogException(LogError.WrongLength, $"The log says {identity.Capacity + LogLayout.RingOffset} bytes; the memory has {Length}.");
    }

    /// <summary>Whether somebody began to create a log here and did not finish.</summary>
    internal bool IsUnfinished => Length >= LogIdentity.Size && Mapping.AsReadOnlySpan(Start + LogLayout.IdentityOffset, LogIdentity.Unfinished.Length).SequenceEqual(LogIdentity.Unfinished);

    /// <summary>Refuses a part where a log cannot or must not be made.</summary>
    /// <param name="isUnfinished">Whether what is there belongs to a log whose creation did not finish.</param>
    internal void RequireRoom(bool isUnfinished)
    {
        if (Length < LogLayout.RingOffset + LogLayout.LeastCapacity || Length % LogLayout.LineSize != 0)
        {
            throw new LogException(LogError.WrongLength, $"{Length} bytes make no log: it wants a multiple of {LogLayout.LineSize}, at least {LogLayout.RingOffset + LogLayout.LeastCapacity}.");
        }

        if (!isUnfinished && Mapping.AsReadOnlySpan(Start, (int)LogLayout.RingOffset).ContainsAnyExcept((byte)0))
        {
            throw new LogException(LogError.NotEmpty, "There is something already. Open it, or clear its first 4,096 bytes if it is of no use any more.");
        }
    }

    /// <summary>Says that a log is being created.</summary>
    internal void BeginCreation() => Mapping.StoreAtomic(Start + LogLayout.IdentityOffset, MemoryMarshal.Read<long>(LogIdentity.Unfinished));

    /// <summary>Makes an empty log.</summary>
    internal LogMemory Make(int partition, int partitions)
    {
        var memory = new LogMemory(Mapping, Start, LogIdentity.Make(Length - LogLayout.RingOffset, partition, partitions));
        memory.Create();
        return memory;
    }
}
