using Xunit;

namespace DaxNative.Tests;

/// <summary>Memory that is not mapped from anywhere plugs in where others write back, with any granularity.</summary>
public class SimulatedMemoryTests
{
    [Fact]
    public void EveryFlushAndDrain_ReachesTheSimulatedPath()
    {
        var path = new RecordingPath();
        using (PersistentMapping map = Simulate(path, StoreGranularity.CacheLine))
        {
            map.Persist(64, 8);
            map.Flush(128, 8);
            map.Drain();
            map.Write(0, [1, 2, 3]);
            map.StoreAtomic(8, 5, StoreOptions.NoDrain);
            using (FlushBatch batch = map.BeginFlush())
            {
                batch.Add(256, 64);
                batch.Add(512, 64);
            }
        }

        Assert.Equal(
            ["flush 64+8", "drain", "flush 128+8", "drain", "flush 0+3", "drain", "flush 8+8", "flush 256+64", "flush 512+64", "drain", "released"],
            path.Events);
    }

    [Fact]
    public void FailingFlush_ReachesTheCallerAndLeavesTheMappingUsable()
    {
        var path = new RecordingPath { Fails = true };
        using PersistentMapping map = Simulate(path, StoreGranularity.Page);

        Assert.Throws<DaxException>(() => map.Persist(0, 8));
        Assert.Throws<DaxException>(() => map.Write(0, [1]));
        path.Fails = false;
        map.Persist(0, 8);

        map.Dispose();
        Assert.Equal("released", path.Events[^1]);
    }

    [Fact]
    public void PageBatch_MergesItsRangesIntoOneFlush()
    {
        var path = new RecordingPath { Merges = true };
        using PersistentMapping map = Simulate(path, StoreGranularity.Page);
        using (FlushBatch batch = map.BeginFlush())
        {
            batch.Add(512, 64);
            batch.Add(0, 8);
            batch.Add(100, 0);
        }

        Assert.Equal(["flush 0+576", "drain"], path.Events);
    }

    private static PersistentMapping Simulate(RecordingPath path, StoreGranularity granularity) =>
        SimulatedMapping.Create(path, granularity, released: () => path.Events.Add("released"));

    private sealed class RecordingPath : WriteBack
    {
        internal List<string> Events { get; } = [];

        internal bool Fails { get; set; }

        internal bool Merges { get; init; }

        internal override bool MergesRanges => Merges;

        internal override void Flush(long offset, long length)
        {
            if (Fails)
            {
                throw new DaxFailure(DaxError.System, "msync", "A test fails it.", "") { Errno = 5, ErrnoName = "EIO" }.ToException();
            }

            Events.Add($"flush {offset}+{length}");
        }

        internal override void Drain() => Events.Add("drain");

        internal override void DeepFlush(long offset, long length) => Events.Add("deep");
    }
}
