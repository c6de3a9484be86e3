using System.Runtime.InteropServices;

namespace DaxNative.Benchmarks;

/// <summary>Everybody that cases compare with, loaded or started once.</summary>
internal sealed class AllPeers : IDisposable
{
    private AllPeers(string folder, Area area)
    {
        Limit = NativePeer.Load("C", Path.Combine(folder, "liblimit.so"));
        area.DirtyRest = Limit.Symbol("dirty_rest");
        Libpmem = NativePeer.Load("libpmem", Path.Combine(folder, "libpeer-libpmem.so"));
        Libpmem2 = NativePeer.Load("libpmem2", Path.Combine(folder, "libpeer-libpmem2.so"));
        Libpmem2.Call("prepare", new Sample { Source = area.NativePath });
        Libpmemlog = NativePeer.Load("libpmemlog", Path.Combine(folder, "libpeer-libpmemlog.so"));
        Libpmemobj = NativePeer.Load("libpmemobj", Path.Combine(folder, "libpeer-libpmemobj.so"));
        PreparePool(Libpmemlog, area);
        PreparePool(Libpmemobj, area);
        Java = File.Exists(Path.Combine(folder, "WriteBack.class")) ? JavaPeer.Start(folder, area.Path) : null;
    }

    /// <summary>The limit: C with nothing but the instructions.</summary>
    internal NativePeer Limit { get; }

    internal NativePeer Libpmem { get; }

    internal NativePeer Libpmem2 { get; }

    internal NativePeer Libpmemlog { get; }

    internal NativePeer Libpmemobj { get; }

    /// <summary>Null where there is no JDK.</summary>
    internal JavaPeer? Java { get; }

    /// <param name="folder">What compare.sh has built.</param>
    /// <param name="area">The memory to work on.</param>
    internal static AllPeers Load(string folder, Area area) => new(folder, area);

    public void Dispose()
    {
        Java?.Dispose();
        Libpmemlog.Call("finish", default);
        Libpmemobj.Call("finish", default);
    }

    // A file of its own, beside the area and as long.
    private static void PreparePool(NativePeer library, Area area)
    {
        nint path = Marshal.StringToCoTaskMemUTF8($"{area.Path}.{library.Name}");
        library.Call("prepare", new Sample { Source = path, Size = area.Length });
        Marshal.FreeCoTaskMem(path);
    }
}
