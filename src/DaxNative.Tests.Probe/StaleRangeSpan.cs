using System.Runtime.CompilerServices;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>stale-range-span disposed|grown|over|shrunk|held FOLDER</c>: keeps a span of a mapping in a range past its Dispose, gives everything
/// else a chance to take its addresses, and touches it. Says "touched" only when that did not end the process.
/// </summary>
internal static class StaleRangeSpan
{
    private const int Size = 4 << 20;

    internal static int Run(string[] arguments)
    {
        (string how, string folder) = (arguments[0], arguments[1]);
        if (how == "held")
        {
            return Held(folder);
        }

        AddressRange range = AddressRange.Reserve(8L * Size);
        Span<byte> stale = SpanOfADisposedMapping(range, Path.Combine(folder, "stale"), how == "grown");
        var others = new List<PersistentMapping>();
        if (how is "over")
        {
            range.Dispose();
        }
        else if (how is "shrunk")
        {
            range.Resize(Size);
        }
        else
        {
            using PersistentMapping before = Open(range, Path.Combine(folder, "before"), 0);
            Refused(() => before.Grow(3L * Size));
            others.AddRange(from place in Enumerable.Range(4, 4) select Open(range, Path.Combine(folder, $"in{place}"), place * (long)Size));
            Refused(() => Open(range, Path.Combine(folder, "same"), 2L * Size));
        }

        range = null!;
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        others.AddRange(Enumerable.Range(0, 64).Select(number => PersistentMapping.Open(Path.Combine(folder, "other"), Options())));
        Console.WriteLine("ready");
        stale[0] = 0x55;
        Console.WriteLine("touched");
        GC.KeepAlive(others);
        return 0;
    }

    // How many ranges of disposed mappings the process holds.
    private static int Held(string folder)
    {
        AddressRange range = AddressRange.Reserve(8L * Size);
        PersistentMapping map = Open(range, Path.Combine(folder, "file"), 0);
        range.Dispose();
        int withMapping = ReservedAddressSpace.Ranges;
        map.Dispose();
        int without = ReservedAddressSpace.Ranges;
        AddressRange reclaimed = AddressRange.Reserve(8L * Size);
        Open(reclaimed, Path.Combine(folder, "file"), 0).Dispose();
        reclaimed.Reclaim(0, Size);
        reclaimed.Dispose();
        Console.WriteLine($"with a mapping {withMapping}, without {without}, reclaimed {ReservedAddressSpace.Ranges}");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<byte> SpanOfADisposedMapping(AddressRange range, string path, bool grows)
    {
        PersistentMapping map = Open(range, path, 2L * Size);
        if (grows)
        {
            map.Grow(2L * Size);
        }

        Span<byte> span = map.AsSpan(map.Length - 4096, 4096);
        map.Dispose();
        return span;
    }

    private static void Refused(Action action)
    {
        try
        {
            action();
        }
        catch (DaxException refusal) when (refusal.Error == DaxError.AddressesInUse)
        {
            return;
        }

        throw new InvalidOperationException("The place of a disposed mapping was given to another.");
    }

    private static PersistentMapping Open(AddressRange range, string path, long offset) => range.Open(path, offset, Options());

    private static MappingOptions Options() => new() { Mode = FileMode.OpenOrCreate, Length = Size, AllowVolatile = true };
}
