namespace DaxNative.Benchmarks;

/// <summary>Where the caches are durable, Persist is a fence: what do bounds and the disposed check cost beside it?</summary>
internal static class ByteGranularityCases
{
    internal const string Bare = "byte-persist/8";

    internal static IEnumerable<ComparisonCase> All(Area area, AllPeers peers)
    {
        yield return new ComparisonCase(Bare,
        [
            Ours.Loop(OurLoops.PersistWithoutStore(area.ByteMap)),
            peers.Limit.Loop("bare_fence", "C sfence"),
        ])
        {
            Stride = 0,
        };
        yield return new ComparisonCase(Bare + "/after-a-store",
        [
            Ours.Loop(OurLoops.Persist(area.ByteMap)),
            peers.Limit.Loop("store_and_fence", "C store + sfence"),
        ])
        {
            Check = Checks.Stores,
        };
    }
}
