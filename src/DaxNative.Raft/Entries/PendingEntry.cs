using System.Buffers;
using DotNext.Buffers;
using DotNext.IO;
using DotNext.Net.Cluster.Consensus.Raft;

namespace DaxNative.Raft;

/// <summary>An entry on its way into the log.</summary>
internal readonly struct PendingEntry : IDisposable
{
    private readonly MemoryOwner<byte> _owner;

    private PendingEntry(IRaftLogEntry entry, ReadOnlyMemory<byte> payload, MemoryOwner<byte> owner)
    {
        (Term, CommandId, IsConfiguration, Payload, _owner) = (entry.Term, entry.CommandId, entry.IsConfiguration, payload, owner);
        Context = entry is IInputLogEntry { Context: { } context } ? context : null;
    }

    internal long Term { get; }

    internal int? CommandId { get; }

    internal bool IsConfiguration { get; }

    internal ReadOnlyMemory<byte> Payload { get; }

    /// <summary>What the state machine is given with it, if this process commits it.</summary>
    internal object? Context { get; }

    /// <summary>An entry whose memory stays as it is until the entry is in the log, or a copy.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isKept">Whether its memory is not the entry's any more once the next one is asked for.</param>
    /// <param name="token">Gives up.</param>
    internal static async ValueTask<PendingEntry> Of<TEntry>(TEntry entry, bool isKept, CancellationToken token)
        where TEntry : IRaftLogEntry
    {
        if (!isKept && entry.TryGetMemory(out ReadOnlyMemory<byte> memory))
        {
            return new PendingEntry(entry, memory, default);
        }

        MemoryOwner<byte> copy = await entry.ToMemoryAsync(token: token).ConfigureAwait(false);
        return new PendingEntry(entry, copy.Memory, copy);
    }

    internal EntryHeader Header(long index, long committed) => new(index, Term, committed, CommandId, IsConfiguration);

    public void Dispose()
    {
        MemoryOwner<byte> owner = _owner;
        owner.Dispose();
    }
}
