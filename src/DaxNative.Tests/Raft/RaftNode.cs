using DaxNative.Raft;
using DotNext.Net.Cluster;
using DotNext.Net.Cluster.Consensus.Raft;
using Microsoft.Win32.SafeHandles;

namespace DaxNative.Tests;

/// <summary>A node's log in memory, opened again as often as a test wants, each time with a state machine that knows nothing.</summary>
internal sealed class RaftNode : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();
    private readonly RaftLogOptions _options;

    internal RaftNode(long length = 1 << 20, RecordingMachine? machine = null)
    {
        _options = new RaftLogOptions { Length = length, AllowVolatile = true, RequiredGranularity = StoreGranularity.CacheLine };
        Machine = machine ?? new RecordingMachine();
        Log = new PersistentRaftLog(_temp.Path, Machine, _options);
    }

    private RaftNode(RaftNode other)
    {
        foreach (string file in Directory.EnumerateFiles(other._temp.Directory))
        {
            // Past the log's lock, which a FileStream that opens the file itself would ask for.
            using SafeFileHandle handle = PosixFile.TryOpen(file, Mono.Unix.Native.OpenFlags.O_RDONLY, out _)!;
            using var from = new FileStream(handle, FileAccess.Read);
            using FileStream to = File.Create(System.IO.Path.Combine(_temp.Directory, System.IO.Path.GetFileName(file)));
            from.CopyTo(to);
        }

        _options = other._options;
        Machine = new RecordingMachine();
        Log = new PersistentRaftLog(_temp.Path, Machine, _options);
    }

    internal PersistentRaftLog Log { get; private set; }

    internal RecordingMachine Machine { get; private set; }

    /// <summary>The log as a cluster sees it.</summary>
    internal IPersistentState State => Log;

    internal string Path => _temp.Path;

    internal string[] Snapshots => [.. Directory.EnumerateFiles(_temp.Directory, "file.snapshot-*").Select(file => System.IO.Path.GetFileName(file)).Order()];

    internal static ClusterMemberId Member(int seed) => new(new Random(seed));

    /// <summary>Closes the log and opens it, as the next process would.</summary>
    internal async Task ReopenAsync(RecordingMachine? machine = null)
    {
        await Log.DisposeAsync();
        Machine = machine ?? new RecordingMachine();
        Log = new PersistentRaftLog(_temp.Path, Machine, _options);
        await Log.InitializeAsync();
    }

    /// <summary>Another node with what this one has stored, as its next process finds it after a kill.</summary>
    internal RaftNode CopyAsAfterAKill() => new(this);

    /// <summary>Appends entries of a term at the end.</summary>
    internal async Task AppendAsync(long term, params string[] texts)
    {
        foreach (string text in texts)
        {
            await Log.AppendAsync(new TextEntry(text, term));
        }
    }

    internal async Task CommitAsync(long index)
    {
        await Log.CommitAsync(index);
        await Log.WaitForApplyAsync(index);
    }

    /// <summary>All entries from an index on, as "TERM:TEXT".</summary>
    internal async Task<string[]> ReadAsync(long from = 1) => await Log.ReadAsync(new TextReading(), from, Log.LastEntryIndex);

    public void Dispose()
    {
        Log.Dispose();
        _temp.Dispose();
    }
}
