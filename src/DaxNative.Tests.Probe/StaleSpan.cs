using System.Runtime.CompilerServices;

namespace DaxNative.Tests.Probe;

/// <summary>
/// Keeps a span past Dispose, gives everything else a chance to take its addresses, and touches it. Says "touched" only
/// when that did not end the process.
/// </summary>
internal static class StaleSpan
{
    internal static int Run(string[] arguments)
    {
        (string how, string stalePath, string otherPath) = (arguments[0], arguments[1], arguments[2]);
        Span<byte> stale = SpanOfADisposedMapping(stalePath);

        // Whatever held the mapping is gone, and its finalizers have run.
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        List<PersistentMapping> others = [.. Enumerable.Range(0, 64).Select(_ => Open(otherPath))];
        Console.WriteLine("ready");
        if (how == "write")
        {
            stale[0] = 0x55;
        }
        else
        {
            Console.WriteLine(stale[0]);
        }

        Console.WriteLine("touched");
        GC.KeepAlive(others);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<byte> SpanOfADisposedMapping(string path)
    {
        PersistentMapping map = Open(path);
        Span<byte> span = map.AsSpan(0, 4096);
        map.Dispose();
        return span;
    }

    private static PersistentMapping Open(string path) => PersistentMapping.Open(
        path,
        new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 4 << 20, AllowVolatile = true });
}
