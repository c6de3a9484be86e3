using Xunit;

namespace DaxNative.Tests;

public class GuaranteeTableTests
{
    public static TheoryData<string, string, string, string> Table => new()
    {
        // what is mapped, domain, granularity, evidence
        { "file sync", "CpuCache", "Byte", "Proven" },
        { "file sync", "MemoryController", "CacheLine", "Proven" },
        { "file sync", "None", "CacheLine", "Assumed" },
        { "file sync", "Unknown", "CacheLine", "Assumed" },
        { "file plain", "CpuCache", "Page", "Proven" },
        { "device", "CpuCache", "Byte", "Proven" },
        { "device", "MemoryController", "CacheLine", "Proven" },
        { "device", "Unknown", "CacheLine", "Assumed" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Decide_FollowsTheDocumentedTable(string kind, string domain, string granularity, string evidence)
    {
        MemoryFacts facts = Facts(kind, Enum.Parse<PersistenceDomain>(domain));

        DurabilityGuarantee guarantee = Decide(facts, new Requirements());

        Assert.Equal((granularity, evidence), (guarantee.Granularity.ToString(), guarantee.Evidence.ToString()));
        Assert.Equal(granularity == "CacheLine" ? FlushInstruction.Clwb : FlushInstruction.None, guarantee.Instruction);
        Assert.NotEmpty(guarantee.Reason);
    }

    [Fact]
    public void Decide_TakesTheWeakestOfSeveralRegions()
    {
        MemoryFacts facts = Facts("file sync") with
        {
            Backing = new Backing([Leaf(PersistenceDomain.CpuCache), Leaf(PersistenceDomain.MemoryController)]),
        };

        Assert.Equal(StoreGranularity.CacheLine, Decide(facts, new Requirements()).Granularity);
    }

    [Fact]
    public void Decide_DoesNotTrustMapSyncWhereOneLeafIsAsynchronous()
    {
        MemoryFacts facts = Facts("file sync") with
        {
            Backing = new Backing([Leaf(PersistenceDomain.CpuCache), Asynchronous(NdProvider.VirtioPmem)]) { IsDeviceMapper = true },
        };

        DurabilityGuarantee guarantee = Decide(facts, new Requirements());

        Assert.Equal((StoreGranularity.Page, DurabilityEvidence.Proven), (guarantee.Granularity, guarantee.Evidence));
    }

    [Fact]
    public void Decide_DoesNotTrustMapSyncWhereTheMemoryIsUnknown()
    {
        MemoryFacts facts = Facts("file sync") with { Backing = new Backing([]) };

        Assert.Equal(StoreGranularity.Page, Decide(facts, new Requirements()).Granularity);
    }

    [Fact]
    public void Decide_GivesPageWhereTheCpuCannotFlush()
    {
        MemoryFacts facts = Facts("file sync", PersistenceDomain.MemoryController) with { Instruction = FlushInstruction.None };

        Assert.Equal(StoreGranularity.Page, Decide(facts, new Requirements()).Granularity);
    }

    public static TheoryData<FlushInstruction, string, string, string, string> Arm64Table => new()
    {
        // the instruction, what is mapped, domain, granularity, evidence
        { FlushInstruction.DcCvap, "file sync", "CpuCache", "Byte", "Proven" },
        { FlushInstruction.DcCvap, "file sync", "MemoryController", "CacheLine", "Assumed" },
        { FlushInstruction.DcCvadp, "file sync", "MemoryController", "CacheLine", "Assumed" },
        { FlushInstruction.DcCvap, "file sync", "Unknown", "CacheLine", "Assumed" },
        { FlushInstruction.DcCvap, "device", "MemoryController", "CacheLine", "Assumed" },
        { FlushInstruction.DcCvap, "file plain", "MemoryController", "Page", "Proven" },
        { FlushInstruction.DcCvap, "file dax plain", "MemoryController", "Page", "Proven" },
        { FlushInstruction.DcCvac, "file sync", "MemoryController", "Page", "Assumed" },
        { FlushInstruction.DcCvac, "file sync", "Unknown", "Page", "Assumed" },
        { FlushInstruction.DcCvac, "file sync", "CpuCache", "Byte", "Proven" },
        { FlushInstruction.DcCvac, "device", "CpuCache", "Byte", "Proven" },
        { FlushInstruction.DcCvac, "file plain", "MemoryController", "Page", "Proven" },
        { FlushInstruction.DcCvac, "file dax plain", "MemoryController", "Page", "Assumed" },
    };

    [Theory]
    [MemberData(nameof(Arm64Table))]
    public void Decide_OnArm64NeverClaimsThatAFlushIsKnownToReachTheMemory(FlushInstruction instruction, string kind, string domain, string granularity, string evidence)
    {
        MemoryFacts facts = Facts(kind, Enum.Parse<PersistenceDomain>(domain)) with { Instruction = instruction };

        DurabilityGuarantee guarantee = Decide(facts, new Requirements());

        Assert.Equal((granularity, evidence), (guarantee.Granularity.ToString(), guarantee.Evidence.ToString()));
        Assert.Equal(granularity == "CacheLine" ? instruction : FlushInstruction.None, guarantee.Instruction);
    }

    [Theory]
    [InlineData(FlushInstruction.DcCvap, "point of persistence")]
    [InlineData(FlushInstruction.DcCvac, "point of coherency")]
    public void Decide_OnArm64SaysWhatIsMissing(FlushInstruction instruction, string reason) => Assert.Contains(
        reason, Decide(Facts("file sync") with { Instruction = instruction }, new Requirements()).Reason, StringComparison.Ordinal);

    [Fact]
    public void Decide_ExecutesWhatTheCpuHasWhereTheMemoryIsVolatileAnyway()
    {
        MemoryFacts facts = Facts("device") with { Instruction = FlushInstruction.DcCvac, VolatileBecause = "dax0.0 is volatile memory" };

        DurabilityGuarantee guarantee = Decide(facts, new Requirements { AllowVolatile = true });

        Assert.Equal((StoreGranularity.CacheLine, DurabilityEvidence.Volatile, FlushInstruction.DcCvac), (guarantee.Granularity, guarantee.Evidence, guarantee.Instruction));
    }

    [Fact]
    public void Decide_GivesNoPageGranularityToADeviceWhateverSatisfies()
    {
        MemoryFacts facts = Facts("device") with { VolatileBecause = "dax0.0 is volatile memory" };

        DurabilityGuarantee guarantee = Decide(facts, new Requirements { AllowVolatile = true, Granularity = StoreGranularity.Page });

        Assert.Equal((StoreGranularity.CacheLine, DurabilityEvidence.Volatile), (guarantee.Granularity, guarantee.Evidence));
    }

    [Fact]
    public void Decide_CallsForcedWhatIsForced()
    {
        DurabilityGuarantee guarantee = Decide(Facts("file plain"), new Requirements { Forced = new ForcedGranularity(StoreGranularity.Byte, "a test") });

        Assert.Equal((StoreGranularity.Byte, DurabilityEvidence.Forced), (guarantee.Granularity, guarantee.Evidence));
        Assert.False(guarantee.IsDurable);
    }

    [Fact]
    public void Decide_DoesNotLetForcedMemoryBecomeDurableThatIsVolatile()
    {
        MemoryFacts facts = Facts("file plain") with { VolatileBecause = "it is on tmpfs" };

        DurabilityGuarantee guarantee = Decide(facts, new Requirements { AllowVolatile = true, Forced = new ForcedGranularity(StoreGranularity.Byte, "a test") });

        Assert.Equal((StoreGranularity.Byte, DurabilityEvidence.Volatile), (guarantee.Granularity, guarantee.Evidence));
    }

    [Fact]
    public void Decide_CallsMsyncAssumedWhereItIsNotKnownWhatItReaches()
    {
        DurabilityGuarantee guarantee = Decide(Facts("file plain") with { UnprovenBecause = "it is on an overlay" }, new Requirements());

        Assert.Equal((StoreGranularity.Page, DurabilityEvidence.Assumed), (guarantee.Granularity, guarantee.Evidence));
        Assert.EndsWith("; it is on an overlay", guarantee.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CpuCache", "Byte")]
    [InlineData("MemoryController", "CacheLine")]
    public void Decide_LowersTheEvidenceAndNotTheGranularityWhereTheMountIsInDoubt(string domain, string granularity)
    {
        MemoryFacts facts = Facts("file sync", Enum.Parse<PersistenceDomain>(domain)) with { UnprovenBecause = "its mount has nobarrier" };

        DurabilityGuarantee guarantee = Decide(facts, new Requirements());

        Assert.Equal((granularity, DurabilityEvidence.Assumed), (guarantee.Granularity.ToString(), guarantee.Evidence));
        Assert.EndsWith(", but its mount has nobarrier", guarantee.Reason, StringComparison.Ordinal);
    }

    internal static DurabilityGuarantee Decide(MemoryFacts facts, Requirements requirements) => GuaranteeTable.Decide(facts, requirements).Require(0, 4096);

    internal static MemoryFacts Facts(string kind, PersistenceDomain domain = PersistenceDomain.MemoryController) => new()
    {
        Path = "/somewhere",
        Kind = kind switch { "device" => AreaKind.DeviceDax, "file plain" => AreaKind.PageCache, _ => AreaKind.DaxFile },
        IsMapSync = kind is "device" or "file sync",
        NoMapSyncBecause = kind == "file plain" ? "MAP_SYNC was refused (EOPNOTSUPP)" : null,
        Backing = new Backing([Leaf(domain)]),
        Instruction = FlushInstruction.Clwb,
    };

    internal static BackingLeaf Asynchronous(NdProvider provider) => new(
        "region9",
        new RegionPromise { Name = "region9", SysfsPath = "", Provider = provider, IsSynchronous = false },
        BackingKind.PersistentMemory);

    private static BackingLeaf Leaf(PersistenceDomain domain) => new(
        "region1",
        new RegionPromise { Name = "region1", SysfsPath = "", Provider = NdProvider.AcpiNfit, PersistenceDomain = domain, IsSynchronous = true },
        BackingKind.PersistentMemory);
}
