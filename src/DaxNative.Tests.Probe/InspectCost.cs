using System.Diagnostics;
using System.Globalization;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>inspect-cost FILE</c>: what one inspection of a range costs in a process with ten and with ten thousand more
/// mappings, by the kernel's query and by the pass over maps, in time and in bytes allocated. For a person: no test asserts a
/// time.
/// </summary>
internal static class InspectCost
{
    private static readonly object s_none = new();
    private static readonly object s_some = new();

    internal static int Run(string[] arguments)
    {
        using PersistentMapping map = PersistentMapping.Open(
            arguments[0],
            new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 1 << 20, AllowVolatile = true });
        var mappings = new List<nint>();
        foreach (int count in (ReadOnlySpan<int>)[10, 10_000])
        {
            while (mappings.Count < count)
            {
                // Neighbours with other rights cannot be merged into one.
                MmapProtections rights = mappings.Count % 2 == 0 ? MmapProtections.PROT_READ : MmapProtections.PROT_NONE;
                mappings.Add(Libc.Mmap(0, 4096, rights, MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS, -1, 0));
            }

            var start = (nuint)map.Address;
            Report(count, "inspection", () => RangeInspector.Inspect(map.Address, 4096));
            Report(count, "granularity alone", () => RangeInspector.GetGranularity(map.Address, 4096) is null ? s_none : s_some);
            Report(count, "query", () => ProcmapQueryReader.TryCovering(LinuxRoot.Running, start, start + 4096));
            Report(count, "maps", () => VmaLookup.FromMaps(LinuxRoot.Running, start, start + 4096));
        }

        return 0;
    }

    private static void Report(int mappings, string what, Func<object?> work)
    {
        bool answers = work() is not null;
        var times = new List<double>();
        long allocated = 0;
        for (int round = 0; answers && round < 301; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            work();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        string cost = answers ? times.Order().ElementAt(150).ToString("F1", CultureInfo.InvariantCulture) + $" us, {allocated} bytes" : "the kernel does not know it";
        Console.WriteLine($"{mappings} more mappings, {what}: {cost}");
    }
}
