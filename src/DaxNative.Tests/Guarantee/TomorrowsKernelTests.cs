using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Made-up kernels that say what none says today. What is not understood makes the answer weaker and is named in its reason; it
/// neither makes the answer stronger nor refuses what the rest of the kernel's words allow.
/// </summary>
public sealed class TomorrowsKernelTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    public static TheoryData<string, string?, string?, string, string> Buses => new()
    {
        // what the bus says, its driver, the domain, and what comes of it
        { "ACPI.NFIT", "nfit-2030", "cpu_cache", "Byte Assumed", "its driver (nfit-2030) is one that DaxNative does not know" },
        { "ACPI.NFIT", "nfit-2030", "memory_controller", "CacheLine Assumed", "its driver (nfit-2030) is one that DaxNative does not know" },
        { "ACPI.NFIT", null, "memory_controller", "CacheLine Assumed", "no driver is shown that would say the same" },
        { "", "nfit", "memory_controller", "CacheLine Assumed", "the bus does not say who provides it, only its driver (nfit)" },
        { "ACPI.NFIT", "nfit", null, "CacheLine Assumed", "the kernel names no persistence domain" },
        { "ACPI.NFIT", "nfit", "cxl_global", "CacheLine Assumed", "of region0 the kernel names the persistence domain 'cxl_global', which DaxNative does not know" },
    };

    [Theory]
    [MemberData(nameof(Buses))]
    public void RegionOfAWordThatNobodyKnows_IsAssumedAndSaysWhich(string provider, string? driver, string? domain, string expected, string because)
    {
        string region = _linux.AddNdRegion(0, provider, driver, domain);
        _linux.AddNdDaxDevice(region, "dax0.0", 252, 0);
        _linux.AddPmem(region, "pmem0", 259, 0);
        _linux.AddMount(259, 0, "/mnt", "ext4", "source", "rw");

        FileFacts file = FileFacts.Of(Assert.Single(MountInfoReader.Read(_linux.Root)), isDax: true);
        Is(expected, because, MemoryFacts.OfDevice("/dev/dax0.0", DaxBus.Identify(_linux.Root, 252, 0)!));
        Is(expected, because, MemoryFacts.OfFile(_linux.Root, file) with { IsMapSync = true });
        DoctorOutlook doctor = DeviceOutlook.Of(_linux.Root, Assert.Single(DaxBus.Enumerate(_linux.Root)));
        Assert.Equal((expected, null), ($"{doctor.Granularity} {doctor.Evidence}", doctor.Refusal));
        Assert.Contains(because, doctor.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void MsyncOverAProviderThatIsAssumed_IsAssumedToo()
    {
        _linux.AddPmem(_linux.AddNdRegion(0, "virtio-pmem", "virtio_pmem_2030", domain: null), "pmem0", 259, 0);
        _linux.AddMount(259, 0, "/mnt", "ext4", "source", "rw");

        FileFacts file = FileFacts.Of(Assert.Single(MountInfoReader.Read(_linux.Root)), isDax: true);
        Is("Page Assumed", "virtio_pmem_2030", MemoryFacts.OfFile(_linux.Root, file));
    }

    [Fact]
    public void DeviceInAModeThatNobodyKnows_IsRefusedByTheNameOfItsDriver()
    {
        _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 0, "sharing_dax");

        DaxException refusal = Assert.Throws<DaxException>(() => DeviceAdmission.RequireDevDax("/dev/dax0.0", DaxBus.ReadDriver(_linux.Root, 252, 0)));
        DoctorOutlook doctor = DeviceOutlook.Of(_linux.Root, Assert.Single(DaxBus.Enumerate(_linux.Root)));

        Assert.Equal((DaxError.DeviceDisabled, 0, DaxError.DeviceDisabled), (refusal.Error, refusal.Errno, doctor.Refusal));
        Assert.Equal(DoctorVerdict.Unknown, doctor.Verdict);
        Assert.All([refusal.Message, doctor.Reason], static said => Assert.Contains("the driver sharing_dax, of which DaxNative does not know", said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("VmFlags: rd wr sh mr mw me ms sy sd\n", "some that DaxNative does not know (sy)")]
    [InlineData("VmFlagsV2: 0x4f\n", "the kernel shows no VmFlags of it")]
    [InlineData("VmFlags: rd wr sh mr mw me ms sd\n", "it was mapped without MAP_SYNC")]
    [InlineData("VmFlags: rd wr sh mr mw me ms sf zz yy\n", null)]
    public void MappingWithFlagsThatNobodyKnows_IsSynchronousOnlyWithSf(string flags, string? because)
    {
        SmapsEntry entry = Assert.Single(SmapsParser.Parse(("7f0000000000-7f0000001000 rw-s 00000000 103:00 12 /mnt/file\nSize: 4 kB\nHugeness: vast\n" + flags).Split('\n')));
        DurabilityGuarantee sync = GuaranteeTable.Decide(Nvdimm() with { IsMapSync = entry.VmFlags.NotSyncBecause is null, NoMapSyncBecause = entry.VmFlags.NotSyncBecause }, Requirements.None).Guarantee!;

        Assert.Equal(because is null ? StoreGranularity.CacheLine : StoreGranularity.Page, sync.Granularity);
        Assert.Contains(because ?? "memory_controller", sync.Reason, StringComparison.Ordinal);
    }

    private static void Is(string expected, string because, MemoryFacts facts)
    {
        facts = facts with { Instruction = FlushInstruction.Clwb };
        DurabilityGuarantee opened = GuaranteeTable.Decide(facts, new Requirements()).Require(0, 4096);
        MappedArea range = AreaClassifier.Describe(facts);

        Assert.Equal((expected, expected), ($"{opened.Granularity} {opened.Evidence}", $"{range.Granularity} {range.Evidence}"));
        Assert.All([opened.Reason, range.Reason], said => Assert.Contains(because, said, StringComparison.Ordinal));
        Assert.True(GuaranteeTable.Decide(facts, new Requirements { Evidence = DurabilityEvidence.Proven }).IsRefused);
    }

    private MemoryFacts Nvdimm()
    {
        _linux.AddPmem(_linux.AddNdRegion(0), "pmem0", 259, 0);
        _linux.AddMount(259, 0, "/mnt", "ext4", "source", "rw");
        return MemoryFacts.OfFile(_linux.Root, FileFacts.Of(Assert.Single(MountInfoReader.Read(_linux.Root)), isDax: true)) with { Instruction = FlushInstruction.Clwb };
    }
}
