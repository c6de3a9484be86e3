namespace DaxNative.Benchmarks;

/// <summary>What the cases append to.</summary>
internal sealed class PeerLogs : IDisposable
{
    /// <param name="area">The memory that others are measured in.</param>
    /// <param name="folder">Where it lies.</param>
    internal PeerLogs(Area area, string folder)
    {
        Memory = new LogLoops(AllLogs.Create(area.Path + ".log", area.Length));
        File = FileStreamPeer.Open(folder);
        Peers =
        [
            new FasterLogPeer(Path.Combine(folder, "faster")),
            new RocksDbPeer(Path.Combine(folder, "rocksdb")),
            new LmdbPeer(Path.Combine(folder, "lmdb")),
            new SqlitePeer(Path.Combine(folder, "sqlite")),
            File,
        ];
        Disk = FileStreamPeer.DiskFolder is { } disk ? new DiskLogs(disk) : null;
    }

    internal LogLoops Memory { get; }

    internal IReadOnlyList<Participant> Peers { get; }

    /// <summary>Null where the machine has no disk to write to.</summary>
    internal DiskLogs? Disk { get; }

    private FileStreamPeer File { get; }

    public void Dispose()
    {
        Memory.Dispose();
        foreach (IDisposable peer in Peers.OfType<IDisposable>())
        {
            peer.Dispose();
        }

        Disk?.Dispose();
    }
}
