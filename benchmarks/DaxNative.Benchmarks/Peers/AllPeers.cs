namespace DaxNative.Benchmarks;

/// <summary>Everybody that cases compare with, loaded or started once.</summary>
internal sealed class AllPeers : IDisposable
{
    private AllPeers(string folder, Area area)
    {
        Limit = NativePeer.Load("C", Path.Combine(folder, "liblimit.so"));
        Libpmem = NativePeer.Load("libpmem", Path.Combine(folder, "libpeer-libpmem.so"));
        Libpmem2 = NativePeer.Load("libpmem2", Path.Combine(folder, "libpeer-libpmem2.so"));
        Libpmem2.Call("prepare", new Sample { Source = area.NativePath });
        Java = File.Exists(Path.Combine(folder, "WriteBack.class")) ? JavaPeer.Start(folder, area.Path) : null;
    }

    /// <summary>The limit: C with nothing but the instructions.</summary>
    internal NativePeer Limit { get; }

    internal NativePeer Libpmem { get; }

    internal NativePeer Libpmem2 { get; }

    /// <summary>Null where there is no JDK.</summary>
    internal JavaPeer? Java { get; }

    /// <param name="folder">What compare.sh has built.</param>
    /// <param name="area">The memory to work on.</param>
    internal static AllPeers Load(string folder, Area area) => new(folder, area);

    public void Dispose() => Java?.Dispose();
}
