namespace DaxNative.Benchmarks;

/// <summary>Questions about a range, with few and with many other mappings in the process; and about the devices.</summary>
internal static class InspectCases
{
    internal const string Many = "inspect/10000-mappings";
    private const int Inspections = 64;
    private const string Devices = "/sys/bus/dax/devices";

    internal static IEnumerable<ComparisonCase> All(Area area, AllPeers peers)
    {
        yield return Inspect("inspect/10-mappings", 10, area, peers);
        yield return Inspect(Many, 10_000, area, peers);
        yield return new ComparisonCase("enumerate-devices",
        [
            Ours.Loop(static (in Sample sample) => Enumerate(sample.Count)),
            new ProgramPeer("daxctl list", "daxctl", "list"),
        ])
        {
            Stride = 0,
            MayAllocate = true,
            MostOperations = 1,
            Skipped = WhyNotEnumerate(),
        };
    }

    private static ComparisonCase Inspect(string name, int mappings, Area area, AllPeers peers) => new(name,
    [
        Ours.Loop((in Sample sample) => Inspect(area.Map, in sample)),
        new FewerOperations(peers.Limit.Loop("inspect", "C pass over smaps"), Inspections),
    ])
    {
        Stride = 0,
        MayAllocate = true,
        MostOperations = Inspections,
        Prepare = () => new ManyMappings(peers.Limit, mappings),
    };

    private static void Inspect(PersistentMapping map, in Sample sample)
    {
        for (long i = 0; i < sample.Count; i++)
        {
            RangeInspector.Inspect(map.AsSpan(sample.Offset, 4096));
        }
    }

    private static void Enumerate(long count)
    {
        for (long i = 0; i < count; i++)
        {
            DaxBus.Enumerate();
        }
    }

    private static string? WhyNotEnumerate() =>
        !Directory.Exists(Devices) || !Directory.EnumerateFileSystemEntries(Devices).Any() ? "this machine has no dax device"
        : !ProgramPeer.IsInstalled("daxctl") ? "daxctl is not installed: apt-get install daxctl"
        : null;
}
