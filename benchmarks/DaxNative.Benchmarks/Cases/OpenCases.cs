namespace DaxNative.Benchmarks;

/// <summary>Open, map and unmap of an existing file.</summary>
internal static class OpenCases
{
    private static readonly MappingOptions s_options = new() { AllowVolatile = true, ForceGranularity = StoreGranularity.CacheLine };

    internal static IEnumerable<ComparisonCase> All(Area area, AllPeers peers)
    {
        yield return new ComparisonCase("open-map-unmap",
        [
            Ours.Loop((in Sample sample) => Open(area.Path, sample.Count)),
            peers.Limit.Loop("open_map", "C open, fstat, mmap, munmap, close"),
            peers.Libpmem.Loop("open_map"),
            peers.Libpmem2.Loop("open_map"),
        ])
        {
            Stride = 0,
            MayAllocate = true,
            Source = area.NativePath,

            // Address space that a stale span might refer to stays reserved for a while.
            MostOperations = 64,
        };
    }

    private static void Open(string path, long count)
    {
        for (long i = 0; i < count; i++)
        {
            PersistentMapping.Open(path, s_options).Dispose();
        }
    }
}
