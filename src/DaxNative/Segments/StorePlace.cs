using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>The part of a store's mapping that stands before its entries: how it comes into being, and whether it was closed.</summary>
internal static class StorePlace
{
    // Whatever else people put on a device says so in here: partition tables, file systems, labels.
    private const long LookedAt = 1 << 20;

    /// <summary>Whether nothing is there, or a store whose creation did not finish.</summary>
    /// <param name="mapping">Where it would be.</param>
    /// <param name="length">How much of it is looked at, in bytes; no more than its first MiB.</param>
    internal static bool IsVacant(PersistentMapping mapping, long length) => mapping.Length >= sizeof(long)
        && (mapping.AsReadOnlySpan(DirectoryLayout.IdentityOffset, sizeof(long)).SequenceEqual(StoreIdentity.Unfinished)
            || !mapping.AsReadOnlySpan(0, (int)Math.Min(length, LookedAt)).ContainsAnyExcept((byte)0));

    /// <summary>Whether there is a store, sound or not.</summary>
    internal static bool IsStore(PersistentMapping mapping) => StoreIdentity.IsMagic(mapping.AsReadOnlySpan(DirectoryLayout.IdentityOffset, sizeof(long)));

    /// <summary>Makes an empty store over whatever is there, and says that it is one only once all of it is durable.</summary>
    internal static void Create(PersistentMapping mapping, StoreIdentity identity)
    {
        Span<byte> line = stackalloc byte[StoreIdentity.Size];
        identity.Write(line);
        Span<byte> state = stackalloc byte[(int)(DirectoryLayout.InUseOffset - DirectoryLayout.NextIdOffset)];
        state.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(state, SegmentEntry.FirstId);

        // From here on nothing else is there, and it is no store yet.
        mapping.StoreAtomic(DirectoryLayout.IdentityOffset, MemoryMarshal.Read<long>(StoreIdentity.Unfinished));
        mapping.Write(sizeof(long), line[sizeof(long)..], StoreOptions.NoDrain);
        mapping.Fill(DirectoryLayout.InUseOffset, identity.Layout.DataOffset - DirectoryLayout.InUseOffset, 0, StoreOptions.NoDrain);
        mapping.Write(DirectoryLayout.NextIdOffset, state);
        mapping.StoreAtomic(DirectoryLayout.IdentityOffset, MemoryMarshal.Read<long>(line));
    }

    /// <summary>Reads what the store is.</summary>
    /// <exception cref="DaxException">It is none that this program can read, or shorter than it says (<see cref="DaxError.OutOfRange"/>).</exception>
    internal static StoreIdentity ReadIdentity(PersistentMapping mapping)
    {
        if (mapping.Length < DirectoryLayout.EntriesOffset)
        {
            throw SegmentFailures.TooShort(mapping.Path, mapping.Length, DirectoryLayout.EntriesOffset);
        }

        var identity = StoreIdentity.Read(mapping.Path, mapping.AsReadOnlySpan(DirectoryLayout.IdentityOffset, StoreIdentity.Size));
        return identity.Layout.Length <= mapping.Length ? identity : throw SegmentFailures.CutShort(mapping.Path, mapping.Length, identity.Layout.Length);
    }

    /// <summary>
    /// Says that the store is in use. Where the last process did not close it, what that has stored and not flushed may be in the caches
    /// only, and is written back first: else what is built on it now would outlive it.
    /// </summary>
    /// <returns>Whether it was closed.</returns>
    internal static bool Begin(PersistentMapping mapping, DirectoryLayout layout)
    {
        bool wasClosed = mapping.ReadOnlyRef<long>(DirectoryLayout.InUseOffset) == 0;
        if (!wasClosed)
        {
            mapping.Persist(0, layout.DataOffset);
        }

        mapping.StoreAtomic(DirectoryLayout.InUseOffset, 1);
        return wasClosed;
    }

    /// <summary>Says that everything was made durable.</summary>
    internal static void End(PersistentMapping mapping) => mapping.StoreAtomic(DirectoryLayout.InUseOffset, 0);
}
