namespace DaxNative.Benchmarks;

/// <summary>Flushes of what was stored before: by size, of one line again and again, and many under one fence.</summary>
internal static class PersistCases
{
    internal const string SameLine = "/same-line";

    internal static IEnumerable<ComparisonCase> All(Area area, AllPeers peers)
    {
        foreach (long size in Sizes.Persist)
        {
            yield return Persist($"persist/{Sizes.Text(size)}", area, peers) with { Size = size, Stride = Sizes.Lines(size) };
        }

        yield return Persist("persist/8" + SameLine, area, peers) with { Stride = 0, Check = null };
        yield return new ComparisonCase("batch/64-lines",
        [
            Ours.Loop(OurLoops.Batch(area.Map)),
            peers.Limit.Loop("batch"), peers.Libpmem.Loop("batch"), peers.Libpmem2.Loop("batch"),
        ])
        {
            Size = Sample.BatchLines * Sample.BatchStride,
            Stride = Sample.BatchLines * Sample.BatchStride,
            Check = Checks.Batches,
        };
    }

    private static ComparisonCase Persist(string name, Area area, AllPeers peers) => new(name,
    [
        Ours.Loop(OurLoops.Persist(area.Map)),
        peers.Limit.Loop("persist"), peers.Libpmem.Loop("persist"), peers.Libpmem2.Loop("persist"),
        .. peers.Java is { } java ? [java] : Array.Empty<Participant>(),
    ])
    {
        Check = Checks.Stores,
    };
}
