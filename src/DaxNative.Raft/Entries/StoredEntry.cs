using DotNext.IO;
using DotNext.IO.Log;
using DotNext.Net.Cluster.Consensus.Raft;

namespace DaxNative.Raft;

/// <summary>An entry of the log, or the snapshot that stands for those before it. Valid as long as its <see cref="EntryRange"/>.</summary>
internal sealed class StoredEntry : IRaftLogEntry
{
    private readonly SnapshotFile? _snapshot;

    internal StoredEntry(in EntryHeader header, ReadOnlyMemory<byte> payload, object? context)
    {
        (Index, Term, CommandId, IsConfiguration, Payload, Context) = (header.Index, header.Term, header.CommandId, header.IsConfiguration, payload, context);
    }

    internal StoredEntry(SnapshotFile snapshot)
    {
        (_snapshot, Index, Term) = (snapshot, snapshot.Index, snapshot.Term);
    }

    internal long Index { get; }

    public long Term { get; }

    public int? CommandId { get; }

    public bool IsConfiguration { get; }

    public bool IsSnapshot => _snapshot is not null;

    /// <summary>Where it lies in the media; nothing is copied. Empty of a snapshot.</summary>
    internal ReadOnlyMemory<byte> Payload { get; }

    /// <summary>What whoever appended it in this process gave for the state machine; only of an entry that was read to be applied.</summary>
    internal object? Context { get; }

    long? IDataTransferObject.Length => _snapshot?.Length ?? Payload.Length;

    bool IDataTransferObject.IsReusable => true;

    bool IDataTransferObject.TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = Payload;
        return _snapshot is null;
    }

    ValueTask IDataTransferObject.WriteToAsync<TWriter>(TWriter writer, CancellationToken token) =>
        _snapshot is { } snapshot ? snapshot.WriteToAsync(writer, token) : writer.Invoke(Payload, token);
}
