using Xunit;

namespace DaxNative.Tests;

/// <summary>What Persist of 8 bytes does not do on the cache-line path: allocate, or enter the kernel.</summary>
public class PersistCostTests
{
    [Fact]
    public void Persist_AllocatesNothing()
    {
        using var temp = TempPath.InMemory();
        using PersistentMapping map = temp.OpenVolatile();
        Assert.Equal(StoreGranularity.CacheLine, map.Granularity);

        // What Persist allocated would be there in every round; what the runtime allocates while it compiles the loop
        // anew is there once.
        Assert.Contains(0, Enumerable.Range(0, 20).Select(_ => AllocatedBy(map)));
    }

    [SkippableFact]
    public void MillionPersists_MakeNoSystemCall()
    {
        using var temp = TempPath.InMemory();

        SystemCallTrace trace = SystemCallTrace.Of(["persist-loop", temp.Path, "1000000"]);

        Assert.Empty(trace.BetweenMarkers);
    }

    // The control: the same trace shows what is there to be seen.
    [SkippableFact]
    public void OpeningAMapping_IsSeenByTheSameTrace()
    {
        using var temp = TempPath.InMemory();

        SystemCallTrace trace = SystemCallTrace.Of(["open", temp.Path, "4096"]);

        Assert.Contains(trace.BetweenMarkers, call => call.StartsWith("mmap(", StringComparison.Ordinal) && call.Contains("MAP_SHARED", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void SecondOpening_FindsTheCpuAndTheStubsAlreadyThere()
    {
        using var temp = TempPath.InMemory();

        SystemCallTrace trace = SystemCallTrace.Of(["open", temp.Path, "4096"]);

        // On Arm64 the code that reads the size of a cache line comes before.
        Assert.Equal(
            TestDevices.IsArm64 ? 2 : 1,
            trace.All.Count(call => call.Contains("daxnative-flush", StringComparison.Ordinal)));
        Assert.DoesNotContain(trace.BetweenMarkers, call => call.StartsWith("memfd_create(", StringComparison.Ordinal));
    }

    private static long AllocatedBy(PersistentMapping map)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        PersistMany(map, 10_000);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void PersistMany(PersistentMapping map, int count)
    {
        for (int i = 0; i < count; i++)
        {
            map.Ref<long>(64) = i;
            map.Persist(64, 8);
            map.Persist(ref map.Ref<long>(128));
            using FlushBatch batch = map.BeginFlush();
            batch.Add(0, 64);
        }
    }
}
