using Xunit;

namespace DaxNative.Tests;

public class AdmissionTests
{
    private static readonly Requirements s_none = new();

    [Fact]
    public void Decide_RefusesVolatileMemoryWithoutThePermission() =>
        Refuses(DaxError.VolatileMemory, OnTmpfs(), s_none);

    [Fact]
    public void Decide_RefusesVolatileMemoryAlsoWhenAGranularityIsForced() =>
        Refuses(DaxError.VolatileMemory, OnTmpfs(), Forced(StoreGranularity.Byte));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decide_RefusesAVirtioDeviceWhateverIsForced(bool force) => Refuses(
        DaxError.AsynchronousProvider, DeviceOn(NdProvider.VirtioPmem), force ? Forced(StoreGranularity.CacheLine) : s_none);

    [Fact]
    public void Decide_RefusesADeviceOfAnUnknownProvider() =>
        Refuses(DaxError.AsynchronousProvider, DeviceOn(NdProvider.Unknown), s_none);

    [Fact]
    public void Decide_LetsTheCallerVouchForAnUnknownProvider() =>
        Admits(DeviceOn(NdProvider.Unknown), Forced(StoreGranularity.CacheLine));

    [Fact]
    public void Decide_RefusesPageGranularityOnADevice() =>
        Refuses(DaxError.NotSupported, GuaranteeTableTests.Facts("device"), Forced(StoreGranularity.Page));

    [Fact]
    public void Decide_RefusesADeviceThatTheCpuCannotFlush() =>
        Refuses(DaxError.FlushNotAvailable, GuaranteeTableTests.Facts("device") with { Instruction = FlushInstruction.None }, s_none);

    [Fact]
    public void Decide_RefusesADeviceWhereAFlushReachesThePointOfCoherencyAlone()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("device") with { Instruction = FlushInstruction.DcCvac };

        Refuses(DaxError.FlushNotAvailable, facts, s_none);
        Refuses(DaxError.NotSupported, facts, Forced(StoreGranularity.Page));
        Admits(facts, Forced(StoreGranularity.CacheLine));
        Admits(facts with { VolatileBecause = "dax0.0 is volatile memory" }, s_none with { AllowVolatile = true });
    }

    [Fact]
    public void Decide_RefusesADeviceWithoutAFlushAlsoWhereItIsForcedOrVolatile()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("device") with { Instruction = FlushInstruction.None };

        Refuses(DaxError.FlushNotAvailable, facts, Forced(StoreGranularity.CacheLine));
        Refuses(DaxError.FlushNotAvailable, facts with { VolatileBecause = "dax0.0 is volatile memory" }, s_none with { AllowVolatile = true });
    }

    [Fact]
    public void Require_NamesTheInstructionThatIsMissing()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("file sync") with { Instruction = FlushInstruction.DcCvac };

        DaxException refusal = Refused(facts, s_none with { Granularity = StoreGranularity.CacheLine });

        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Contains("DC CVAP", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_RefusesMisalignedDeviceMapperTables() => Refuses(
        DaxError.MisalignedBlockDevice,
        GuaranteeTableTests.Facts("file sync") with { Backing = new Backing([]) { Misalignment = "dm-0 starts at 1536 bytes" } },
        s_none);

    [Fact]
    public void Decide_LetsThePageCacheUseAMisalignedTable() => Admits(
        GuaranteeTableTests.Facts("file plain") with { Backing = new Backing([]) { Misalignment = "pmem0p1 starts at 32256 bytes" } },
        s_none);

    [Fact]
    public void Require_RefusesAForcedGranularityUnlessAllowed()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("file plain");
        Requirements requirements = Forced(StoreGranularity.Byte) with { Granularity = StoreGranularity.CacheLine };

        DaxException refusal = Refused(facts, requirements);
        DurabilityGuarantee allowed = GuaranteeTableTests.Decide(facts, requirements with { AllowForced = true });

        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Contains("AllowForced", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(DurabilityEvidence.Forced, allowed.Evidence);
    }

    [Fact]
    public void Require_CountsWhatWasDetectedBelowAForcedGranularity()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("file sync", PersistenceDomain.CpuCache);
        Requirements requirements = Forced(StoreGranularity.CacheLine) with { Granularity = StoreGranularity.CacheLine, Evidence = DurabilityEvidence.Proven };

        Assert.Equal(StoreGranularity.CacheLine, GuaranteeTableTests.Decide(facts, requirements).Granularity);
    }

    [Theory]
    [InlineData("file plain", "CpuCache", StoreGranularity.CacheLine, "page cache")]
    [InlineData("file sync", "MemoryController", StoreGranularity.Byte, "cpu_cache")]
    [InlineData("device", "Unknown", StoreGranularity.Byte, "cpu_cache")]
    public void Require_SaysWhatIsMissing(string kind, string domain, StoreGranularity required, string remedy)
    {
        MemoryFacts facts = GuaranteeTableTests.Facts(kind, Enum.Parse<PersistenceDomain>(domain)) with { MapSyncRemedy = "Leave the page cache." };

        DaxException refusal = Refused(facts, s_none with { Granularity = required });

        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(kind != "file plain", refusal.IsPredicted);
    }

    [Theory]
    [InlineData(DurabilityEvidence.Proven)]
    [InlineData(DurabilityEvidence.Assumed)]
    [InlineData(DurabilityEvidence.Forced)]
    public void RequiredEvidence_IsNeverSatisfiedByVolatileMemory(DurabilityEvidence required)
    {
        DaxException refusal = Refused(OnTmpfs(), s_none with { AllowVolatile = true, Granularity = StoreGranularity.Page, Evidence = required });

        Assert.Equal(DaxError.EvidenceNotAvailable, refusal.Error);
        Assert.Contains("tmpfs", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MemoryController", DurabilityEvidence.Proven, true)]
    [InlineData("Unknown", DurabilityEvidence.Proven, false)]
    [InlineData("Unknown", DurabilityEvidence.Assumed, true)]
    public void RequiredEvidence_IsSatisfiedByWhatIsAsStrong(string domain, DurabilityEvidence required, bool isEnough)
    {
        Decision decision = GuaranteeTable.Decide(GuaranteeTableTests.Facts("file sync", Enum.Parse<PersistenceDomain>(domain)), s_none with { Evidence = required });

        Assert.Equal(isEnough ? null : DaxError.EvidenceNotAvailable, decision.Refusal?.Error);
    }

    [Fact]
    public void RequiredEvidence_IsNotSatisfiedByWhatSomebodySaid()
    {
        MemoryFacts facts = GuaranteeTableTests.Facts("file plain");

        Assert.Equal(DaxError.EvidenceNotAvailable, Refused(facts, Forced(StoreGranularity.Byte) with { AllowForced = true, Evidence = DurabilityEvidence.Assumed }).Error);
        Admits(facts, Forced(StoreGranularity.Byte) with { AllowForced = true, Evidence = DurabilityEvidence.Forced });
    }

    private static MemoryFacts OnTmpfs() => GuaranteeTableTests.Facts("file plain") with { VolatileBecause = "it is on tmpfs" };

    private static MemoryFacts DeviceOn(NdProvider provider) =>
        GuaranteeTableTests.Facts("device") with { Backing = new Backing([GuaranteeTableTests.Asynchronous(provider)]) };

    private static Requirements Forced(StoreGranularity granularity) => new() { Forced = new ForcedGranularity(granularity, "a test") };

    private static void Admits(MemoryFacts facts, Requirements requirements) => Assert.Null(GuaranteeTable.Decide(facts, requirements).Refusal);

    private static DaxException Refused(MemoryFacts facts, Requirements requirements) =>
        Assert.Throws<DaxException>(() => GuaranteeTableTests.Decide(facts, requirements));

    private static void Refuses(DaxError error, MemoryFacts facts, Requirements requirements)
    {
        DaxException refusal = Refused(facts, requirements);

        Assert.Equal(error, refusal.Error);
        Assert.Equal("mmap", refusal.Operation);
        Assert.Equal("/somewhere", refusal.Path);
        Assert.True(refusal.IsPredicted);
        Assert.NotEmpty(refusal.Remedy);
    }
}
