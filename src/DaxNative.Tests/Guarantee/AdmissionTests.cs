using Xunit;

namespace DaxNative.Tests;

public class AdmissionTests
{
    [Fact]
    public void Check_RefusesVolatileMemoryWithoutThePermission() =>
        Refuses(DaxError.VolatileMemory, GuaranteeTableTests.Facts("file plain") with { VolatileBecause = "it is on tmpfs" });

    [Fact]
    public void Check_RefusesVolatileMemoryAlsoWhenAGranularityIsForced() => Refuses(
        DaxError.VolatileMemory,
        GuaranteeTableTests.Facts("file plain") with { VolatileBecause = "it is on tmpfs", Forced = Forced(StoreGranularity.Byte) });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_RefusesAVirtioDeviceWhateverIsForced(bool force) => Refuses(
        DaxError.AsynchronousProvider,
        DeviceOn(NdProvider.VirtioPmem) with { Forced = force ? Forced(StoreGranularity.CacheLine) : null });

    [Fact]
    public void Check_RefusesADeviceOfAnUnknownProvider() =>
        Refuses(DaxError.AsynchronousProvider, DeviceOn(NdProvider.Unknown));

    [Fact]
    public void Check_LetsTheCallerVouchForAnUnknownProvider() =>
        Admission.Check(DeviceOn(NdProvider.Unknown) with { Forced = Forced(StoreGranularity.CacheLine) }, new MappingOptions());

    [Fact]
    public void Check_RefusesPageGranularityOnADevice() =>
        Refuses(DaxError.NotSupported, GuaranteeTableTests.Facts("device") with { Forced = Forced(StoreGranularity.Page) });

    [Fact]
    public void Check_RefusesADeviceThatTheCpuCannotFlush() =>
        Refuses(DaxError.FlushNotAvailable, GuaranteeTableTests.Facts("device") with { Instruction = FlushInstruction.None });

    [Fact]
    public void Check_RefusesADeviceWhereAFlushReachesThePointOfCoherencyAlone()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("device") with { Instruction = FlushInstruction.DcCvac };

        Refuses(DaxError.FlushNotAvailable, facts);
        Refuses(DaxError.NotSupported, facts with { Forced = Forced(StoreGranularity.Page) });
        Admission.Check(facts with { Forced = Forced(StoreGranularity.CacheLine) }, new MappingOptions());
        Admission.Check(facts with { VolatileBecause = "dax0.0 is volatile memory" }, new MappingOptions { AllowVolatile = true });
    }

    [Fact]
    public void Check_RefusesADeviceWithoutAFlushAlsoWhereItIsForcedOrVolatile()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("device") with { Instruction = FlushInstruction.None };

        Refuses(DaxError.FlushNotAvailable, facts with { Forced = Forced(StoreGranularity.CacheLine) });
        Refuses(DaxError.FlushNotAvailable, facts with { VolatileBecause = "dax0.0 is volatile memory" }, new MappingOptions { AllowVolatile = true });
    }

    [Fact]
    public void Require_NamesTheInstructionThatIsMissing()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("file sync") with { Instruction = FlushInstruction.DcCvac };

        DaxException refusal = Assert.Throws<DaxException>(
            () => GuaranteeTable.Decide(facts, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine }));

        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Contains("DC CVAP", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_RefusesMisalignedDeviceMapperTables() => Refuses(
        DaxError.MisalignedBlockDevice,
        GuaranteeTableTests.Facts("file sync") with { Backing = new Backing([]) { Misalignment = "dm-0 starts at 1536 bytes" } });

    [Fact]
    public void Check_LetsThePageCacheUseAMisalignedTable() => Admission.Check(
        GuaranteeTableTests.Facts("file plain") with { Backing = new Backing([]) { Misalignment = "pmem0p1 starts at 32256 bytes" } },
        new MappingOptions());

    [Fact]
    public void Require_RefusesAForcedGranularityUnlessAllowed()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("file plain") with { Forced = Forced(StoreGranularity.Byte) };
        var options = new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine };

        DaxException refusal = Assert.Throws<DaxException>(() => GuaranteeTable.Decide(facts, options));
        DurabilityGuarantee allowed = GuaranteeTable.Decide(facts, options with { AllowForced = true });

        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Contains("AllowForced", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Evidence.Forced, allowed.Evidence);
    }

    [Fact]
    public void Require_CountsWhatWasDetectedBelowAForcedGranularity()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("file sync", PersistenceDomain.CpuCache) with { Forced = Forced(StoreGranularity.CacheLine) };

        DurabilityGuarantee guarantee = GuaranteeTable.Decide(facts, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine });

        Assert.Equal(StoreGranularity.CacheLine, guarantee.Granularity);
    }

    [Theory]
    [InlineData("file plain", "CpuCache", StoreGranularity.CacheLine, "page cache")]
    [InlineData("file sync", "MemoryController", StoreGranularity.Byte, "cpu_cache")]
    [InlineData("device", "Unknown", StoreGranularity.Byte, "cpu_cache")]
    public void Require_SaysWhatIsMissing(string kind, string domain, StoreGranularity required, string remedy)
    {
        MemoryFacts facts = GuaranteeTableTests.Facts(kind, Enum.Parse<PersistenceDomain>(domain)) with { MapSyncRemedy = "Leave the page cache." };

        DaxException refusal = Assert.Throws<DaxException>(
            () => GuaranteeTable.Decide(facts, new MappingOptions { RequiredGranularity = required }));

        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(kind != "file plain", refusal.IsPredicted);
    }

    private static MemoryFacts DeviceOn(NdProvider provider) =>
        GuaranteeTableTests.Facts("device") with { Backing = new Backing([GuaranteeTableTests.Asynchronous(provider)]) };

    private static ForcedGranularity Forced(StoreGranularity granularity) => new(granularity, "a test");

    private static void Refuses(DaxError error, MemoryFacts facts, MappingOptions? options = null)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => Admission.Check(facts, options ?? new MappingOptions()));

        Assert.Equal(error, refusal.Error);
        Assert.Equal("mmap", refusal.Operation);
        Assert.Equal("/somewhere", refusal.Path);
        Assert.True(refusal.IsPredicted);
        Assert.NotEmpty(refusal.Remedy);
    }
}
