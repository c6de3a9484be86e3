using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class SimulatedPersistentMemoryTests
{
    [Fact]
    public void IsDurable_FollowsStoreFlushAndDrain()
    {
        using var memory = new SimulatedPersistentMemory(4096);
        Assert.True(memory.IsDurable(0, 4096));
        memory.Mapping.Ref<long>(8) = 1;
        Assert.False(memory.IsDurable(0, 4096));
        memory.Mapping.Flush(8, 8);
        Assert.False(memory.IsDurable(8, 1));
        Assert.True(memory.IsDurable(16, 4080));
        memory.Mapping.Drain();
        Assert.True(memory.IsDurable(0, 4096));
    }

    [Fact]
    public void IsDurable_IsNotImpressedByAnotherThreadsDrain()
    {
        using var memory = new SimulatedPersistentMemory(4096);
        memory.Mapping.StoreAtomic(0, 1, StoreOptions.NoDrain);
        for (int i = 0; i < 3; i++)
        {
            ImagesLeft.OnAnotherThread(memory.Mapping.Drain);
        }

        Assert.False(memory.IsDurable(0, 8));
    }

    [Fact]
    public void CutPowerLosingAll_LeavesWhatWasDurable()
    {
        using var memory = new SimulatedPersistentMemory(4096);
        memory.Mapping.StoreAtomic(0, 1);
        memory.Mapping.StoreAtomic(64, 2, StoreOptions.NoDrain);
        memory.CutPowerLosingAll();
        Assert.Equal((1, 0), (memory.Mapping.ReadOnlyRef<long>(0), memory.Mapping.ReadOnlyRef<long>(64)));
        Assert.True(memory.IsDurable(0, 4096));
    }

    [Fact]
    public void CutPower_LeavesDifferentImagesForDifferentSeeds_AndTheSameForTheSame()
    {
        Assert.Equal(Left(1), Left(1));
        Assert.True(Enumerable.Range(0, 20).Select(seed => Left((ulong)seed)).Distinct().Count() > 3);
    }

    [Fact]
    public void AfterACut_TheMemoryIsUsedOn()
    {
        using var memory = new SimulatedPersistentMemory(4096);
        memory.Mapping.StoreAtomic(0, 1, StoreOptions.NoDrain);
        memory.CutPowerLosingAll();
        memory.Mapping.Drain();
        memory.Mapping.StoreAtomic(0, 2);
        memory.CutPowerLosingAll();
        Assert.Equal(2, memory.Mapping.ReadOnlyRef<long>(0));
    }

    [Fact]
    public void DeepFlush_IsAFlushAndADrain()
    {
        using var memory = new SimulatedPersistentMemory(4096);
        memory.Mapping.Ref<long>(0) = 1;
        memory.Mapping.DeepFlush(0, 8);
        Assert.True(memory.IsDurable(0, 8));
    }

    [Theory]
    [InlineData(StoreGranularity.Byte)]
    [InlineData(StoreGranularity.CacheLine)]
    [InlineData(StoreGranularity.Page)]
    public void TheMapping_SaysWhatItIs(StoreGranularity granularity)
    {
        using var memory = new SimulatedPersistentMemory(4096, granularity);
        Assert.Equal((granularity, DurabilityEvidence.Volatile), (memory.Mapping.Granularity, memory.Mapping.Guarantee.Evidence));
        memory.Mapping.Write(0, [1, 2, 3]);
        Assert.True(memory.IsDurable(0, 4096));
    }

    [Fact]
    public void IsDurable_RefusesARangeThatIsNotInTheMemory()
    {
        using var memory = new SimulatedPersistentMemory(4096);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.IsDurable(4090, 8));
    }

    private static string Left(ulong seed)
    {
        using var memory = new SimulatedPersistentMemory(4096);
        for (int line = 0; line < 10; line++)
        {
            memory.Mapping.StoreAtomic(line * 64, 1, StoreOptions.NoDrain);
        }

        memory.CutPower(seed);
        return string.Concat(Enumerable.Range(0, 10).Select(line => memory.Mapping.ReadOnlyRef<long>(line * 64)));
    }
}
