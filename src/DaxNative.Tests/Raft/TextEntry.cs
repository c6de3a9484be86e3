using System.Text;
using DotNext.IO;
using DotNext.IO.Log;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Tests;

/// <summary>An entry whose payload is a text; also a snapshot.</summary>
internal record TextEntry(string Text, long Term) : IInputLogEntry
{
    public int? CommandId { get; init; }

    public bool IsConfiguration { get; init; }

    public object? Context { get; init; }

    /// <summary>Whether its memory can be had at once; one that comes over a network has to be written out.</summary>
    internal bool HasMemory { get; init; } = true;

    public virtual bool IsSnapshot => false;

    protected byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    long? IDataTransferObject.Length => HasMemory ? Bytes.Length : null;

    bool IDataTransferObject.IsReusable => true;

    bool IDataTransferObject.TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = HasMemory ? Bytes : default;
        return HasMemory;
    }

    async ValueTask IDataTransferObject.WriteToAsync<TWriter>(TWriter writer, CancellationToken token)
    {
        await Task.Yield();
        foreach (byte[] piece in Bytes.Chunk(7))
        {
            await writer.Invoke(piece, token).ConfigureAwait(false);
        }
    }
}

/// <summary>A state machine's snapshot, or one that a leader sends.</summary>
internal sealed record TextSnapshot(string Text, long Term, long Index) : TextEntry(Text, Term), ISnapshot
{
    public override bool IsSnapshot => true;
}

/// <summary>A snapshot that its state machine cannot write.</summary>
internal sealed class FailingSnapshot : ISnapshot
{
    public long Index => 2;

    public long Term => 1;

    long? IDataTransferObject.Length => null;

    bool IDataTransferObject.IsReusable => true;

    async ValueTask IDataTransferObject.WriteToAsync<TWriter>(TWriter writer, CancellationToken token)
    {
        await writer.Invoke(new byte[100], token).ConfigureAwait(false);
        throw new InvalidDataException("the state cannot be written");
    }
}

/// <summary>Entries as a leader sends them.</summary>
internal sealed class TextProducer(params TextEntry[] entries) : ILogEntryProducer<TextEntry>
{
    private int _at = -1;

    public TextEntry Current => entries[_at];

    public long RemainingCount => entries.Length - _at - 1;

    public ValueTask<bool> MoveNextAsync() => new(++_at < entries.Length);

    public ValueTask DisposeAsync() => default;
}

/// <summary>Reads entries as "TERM:TEXT", and a snapshot as "INDEX=TERM:TEXT".</summary>
/// <param name="metadataOnly">Whether it says that it needs no payload.</param>
/// <param name="go">What it waits for before it looks at the entries.</param>
internal sealed class TextReading(bool metadataOnly = false, Task? go = null) : ILogEntryConsumer<IRaftLogEntry, string[]>
{
    public bool LogEntryMetadataOnly => metadataOnly;

    async ValueTask<string[]> ILogEntryConsumer<IRaftLogEntry, string[]>.ReadAsync<TEntry, TList>(TList entries, long? snapshotIndex, CancellationToken token)
    {
        await (go ?? Task.CompletedTask).ConfigureAwait(false);
        var texts = new List<string>();
        for (int i = 0; i < entries.Count; i++)
        {
            IRaftLogEntry entry = entries[i];
            string text = metadataOnly ? "" : Encoding.UTF8.GetString(await entry.ToByteArrayAsync(token: token).ConfigureAwait(false));
            texts.Add((entry.IsSnapshot ? $"{(i == 0 ? snapshotIndex : -1)}=" : "") + $"{entry.Term}:{text}");
        }

        return [.. texts];
    }
}

/// <summary>Reads entries as their texts, as somebody does who knows of no terms.</summary>
internal sealed class PlainReading : ILogEntryConsumer<ILogEntry, string[]>
{
    async ValueTask<string[]> ILogEntryConsumer<ILogEntry, string[]>.ReadAsync<TEntry, TList>(TList entries, long? snapshotIndex, CancellationToken token)
    {
        var texts = new List<string>();
        for (int i = 0; i < entries.Count; i++)
        {
            texts.Add(Encoding.UTF8.GetString(await entries[i].ToByteArrayAsync(token: token).ConfigureAwait(false)));
        }

        return [.. texts];
    }
}
