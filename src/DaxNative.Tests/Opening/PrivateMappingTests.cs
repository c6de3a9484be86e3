using Xunit;

namespace DaxNative.Tests;

public class PrivateMappingTests
{
    private static readonly MappingOptions s_private = new() { Access = MappingAccess.CopyOnWrite, AllowVolatile = true };

    [Fact]
    public void CopyOnWrite_IsVolatileMemory()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 1);

        DaxException refusal = Assert.Throws<DaxException>(
            () => PersistentMapping.Open(temp.Path, s_private with { AllowVolatile = false }));

        Assert.Equal(DaxError.VolatileMemory, refusal.Error);
    }

    [Theory]
    [InlineData(StoreGranularity.Page)]
    [InlineData(StoreGranularity.CacheLine)]
    public void CopyOnWrite_LeavesTheFileAsItIsWhateverIsPersisted(StoreGranularity granularity)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 1);
        using PersistentMapping map = PersistentMapping.Open(temp.Path, s_private with { RequiredGranularity = granularity });

        map.Write(0, [2]);
        map.Persist(0, 4096);

        Assert.Equal((granularity, DurabilityEvidence.Volatile), (map.Granularity, map.Guarantee.Evidence));
        Assert.Equal((2, 1), (map.AsReadOnlySpan(0, 1)[0], File.ReadAllBytes(temp.Path)[0]));
    }
}
