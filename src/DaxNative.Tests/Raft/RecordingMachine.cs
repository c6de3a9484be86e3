using System.Buffers;
using System.Text;
using DotNext.IO;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Tests;

/// <summary>A state machine that remembers what it was given, as "INDEX:TEXT". A snapshot of it is those lines.</summary>
internal sealed class RecordingMachine : IStateMachine
{
    private readonly Lock _gate = new();
    private List<string> _applied = [];
    private long _term;
    private long _last;

    internal string[] Applied
    {
        get
        {
            lock (_gate)
            {
                return [.. _applied];
            }
        }
    }

    internal Queue<object?> Contexts { get; } = new();

    /// <summary>What the next entry fails with.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>What is awaited before an entry is applied.</summary>
    internal Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>After how many entries it takes a snapshot by itself; 0 for never.</summary>
    internal long SnapshotEvery { get; init; }

    internal long Reclaimed { get; private set; }

    public int Version => 3;

    public ISnapshot? Snapshot { get; set; }

    internal void TakeSnapshot()
    {
        lock (_gate)
        {
            Snapshot = new TextSnapshot(string.Join('\n', _applied), _term, _last);
        }
    }

    public async ValueTask<long> ApplyAsync(LogEntry entry, CancellationToken token)
    {
        await Gate.ConfigureAwait(false);
        if (Failure is { } failure)
        {
            throw failure;
        }

        string text = entry.TryGetPayload(out ReadOnlySequence<byte> payload)
            ? Encoding.UTF8.GetString(payload)
            : Encoding.UTF8.GetString(await entry.ToByteArrayAsync(token: token).ConfigureAwait(false));
        lock (_gate)
        {
            (_last, _term) = (entry.Index, entry.Term);
            if (entry.IsSnapshot)
            {
                _applied = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            }
            else
            {
                _applied.Add($"{entry.Index}:{text}{(entry.CommandId is { } command ? $" ({command})" : "")}");
                Contexts.Enqueue(entry.Context);
            }
        }

        if (SnapshotEvery > 0 && entry.Index % SnapshotEvery == 0)
        {
            TakeSnapshot();
        }

        return entry.Index;
    }

    public ValueTask ReclaimGarbageAsync(long watermark, CancellationToken token)
    {
        Reclaimed = watermark;
        return default;
    }
}
