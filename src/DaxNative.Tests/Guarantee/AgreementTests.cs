using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Made-up machines: whoever opens, inspects a range or asks the doctor gets the same answer, and none of the three says more
/// than another.
/// </summary>
public sealed class AgreementTests : IDisposable
{
    private const string Never = "never";

    private readonly FakeLinux _linux = new();
    private readonly TempPath _memory = TempPath.InMemory();
    private readonly TempPath _disk = TempPath.OnDisk();

    public void Dispose()
    {
        _linux.Dispose();
        _memory.Dispose();
        _disk.Dispose();
    }

    public static TheoryData<string, string> Files => new()
    {
        // what the file is on, and what all three say
        { "eADR, dax", "Byte Proven" },
        { "ADR, dax", "CacheLine Proven" },
        { "ADR, no dax", "Page Proven" },
        { "ADR, dax, nobarrier", "CacheLine Assumed" },
        { "no domain, dax", "CacheLine Assumed" },
        { "nd_volatile, dax", Never },
        { "nd_volatile, no dax", Never },
        { "ramdax, dax", Never },
        { "ramdax, no dax", Never },
        { "virtio-pmem, dax", "Page Proven" },
        { "unknown provider, dax", "Page Assumed" },
        { "unknown provider, no dax", "Page Assumed" },
        { "ADR and virtio-pmem, dax", "Page Proven" },
        { "ADR and RAM disk, dax", Never },
        { "ADR and eADR, dax", "CacheLine Proven" },
        { "disk", "Page Proven" },
        { "disk, nobarrier", "Page Assumed" },
        { "disk, barrier=0", "Page Assumed" },
        { "disk, logdev=/dev/ram0", "Page Assumed" },
        { "ADR, dax, logdev=/dev/ram0", "CacheLine Assumed" },
        { "disk of a bus that nobody knows", "Page Assumed" },
        { "scsi_debug", Never },
        { "RAM disk", Never },
        { "zram", Never },
        { "loop over tmpfs", Never },
        { "loop over a disk", "Page Assumed" },
        { "loop over what is gone", "Page Assumed" },
        { "overlay over tmpfs", Never },
        { "overlay over a disk", "Page Assumed" },
        { "overlay without an upper directory", "Page Assumed" },
        { "tmpfs", Never },
        { "devtmpfs", Never },
        { "ramfs", Never },
        { "fuse.sshfs", "Page Assumed" },
        { "nfs4", "Page Assumed" },
        { "btrfs", "Page Assumed" },
        { "fuseblk over a disk", "Page Assumed" },
        { "a file system of tomorrow", "Page Assumed" },
        { "ext4 on a number that sysfs does not have", "Page Assumed" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void File_IsTheSameToAllThree(string what, string expected)
    {
        FileFacts file = Build(what);
        MemoryFacts facts = MemoryFacts.OfFile(_linux.Root, file);

        // As the kernel grants it; on device-mapper it has granted it wrongly, which must not matter.
        bool isGranted = facts.IsDax && (facts.Backing.AllSynchronous || facts.Backing.IsDeviceMapper);

        Check(facts with { IsMapSync = isGranted }, MountOutlook.Of(_linux.Root, file, facts), expected);
    }

    [Theory]
    [InlineData("ACPI.NFIT", "nfit", "cpu_cache", "nd_pmem", "Byte Proven")]
    [InlineData("ACPI.NFIT", "acpi-nfit", "memory_controller", "nd_pmem", "CacheLine Proven")]
    [InlineData("ACPI.NFIT", "nfit", null, "nd_pmem", "CacheLine Assumed")]
    [InlineData("ACPI.NFIT", "nfit", "cpu_cache", "nd_volatile", Never)]
    [InlineData("ramdax", "ramdax", "", "nd_pmem", Never)]
    [InlineData("virtio-pmem", "virtio_pmem", null, "nd_pmem", Never)]
    [InlineData("tomorrow", "tomorrow", "cpu_cache", "nd_pmem", Never)]
    [InlineData("ACPI.NFIT", "virtio_pmem", "cpu_cache", "nd_pmem", Never)]
    public void Device_IsTheSameToAllThree(string provider, string driver, string? domain, string devtype, string expected)
    {
        _linux.AddNdDaxDevice(_linux.AddNdRegion(0, provider, driver, domain, devtype: devtype), "dax0.0", 252, 0);
        DaxDevice device = Assert.Single(DaxBus.Enumerate(_linux.Root));

        Check(MemoryFacts.OfDevice("/dev/dax0.0", DaxBus.Identify(_linux.Root, 252, 0)!), DeviceOutlook.Of(_linux.Root, device), expected);
    }

    private static void Check(MemoryFacts facts, DoctorOutlook doctor, string expected)
    {
        // As the doctor does.
        facts = facts with { Instruction = CpuFlush.Best };

        // On Arm64 a domain that is named is assumed, not proven (docs/guarantees.md).
        expected = TestDevices.IsArm64 && expected == "CacheLine Proven" ? "CacheLine Assumed" : expected;
        Decision opening = GuaranteeTable.Decide(facts, new Requirements());
        MappedArea range = AreaClassifier.Describe(facts);

        Assert.Equal(expected, opening.IsRefused ? Never : $"{opening.Guarantee.Granularity} {opening.Guarantee.Evidence}");
        Assert.Equal(expected, range.Granularity is null ? Never : $"{range.Granularity} {range.Evidence}");
        Assert.Equal(expected, doctor.Refusal is not null || doctor.Evidence == DurabilityEvidence.Volatile ? Never : $"{doctor.Granularity} {doctor.Evidence}");
        Assert.NotEqual(expected == Never || expected.StartsWith("Page", StringComparison.Ordinal), doctor.Verdict == DoctorVerdict.DurableByCpu);
        Assert.True(expected == Never || opening.Guarantee!.IsDurable);

        // Volatile memory that is permitted is never called durable, and satisfies nobody who requires that it be.
        if (facts.VolatileBecause is not null)
        {
            Assert.Equal(DurabilityEvidence.Volatile, GuaranteeTable.Decide(facts, Requirements.None).Guarantee!.Evidence);
            Assert.True(GuaranteeTable.Decide(facts, Requirements.None with { Evidence = DurabilityEvidence.Forced }).IsRefused);
        }
    }

    private FileFacts Build(string what)
    {
        bool isDax = what.EndsWith(", dax", StringComparison.Ordinal) || what.Contains(", dax,", StringComparison.Ordinal);
        (string type, uint major, uint minor, string options) = Lay(what);
        _linux.AddMount(major, minor, "/mnt", type, "source", options);
        return FileFacts.Of(Assert.Single(MountInfoReader.Read(_linux.Root)), isDax);
    }

    private (string Type, uint Major, uint Minor, string Options) Lay(string what)
    {
        string first = what.Split(',')[0];
        string options = string.Join(',', ["rw", .. what.Split(", ").Where(static part => part is "nobarrier" || part.Contains('=', StringComparison.Ordinal))]);
        switch (first)
        {
            case "eADR" or "ADR" or "no domain" or "nd_volatile" or "ramdax" or "virtio-pmem" or "unknown provider":
                Pmem(first, 0);
                return ("ext4", 259, 0, options);
            case "ADR and virtio-pmem":
                _linux.AddDeviceMapper("dm-0", "both", 254, 0, Pmem("ADR", 0), Pmem("virtio-pmem", 1));
                return ("ext4", 254, 0, options);
            case "ADR and eADR":
                _linux.AddDeviceMapper("dm-0", "both", 254, 0, Pmem("ADR", 0), Pmem("eADR", 1));
                return ("ext4", 254, 0, options);
            case "ADR and RAM disk":
                _linux.AddDeviceMapper("dm-0", "both", 254, 0, Pmem("ADR", 0), _linux.AddBlock("/sys/devices/virtual/block/ram0", 1, 0));
                return ("ext4", 254, 0, options);
            case "disk" or "scsi_debug" or "disk of a bus that nobody knows" or "fuseblk over a disk":
                Disk(first);
                return (first.StartsWith("fuseblk", StringComparison.Ordinal) ? "fuseblk" : "ext4", 8, 0, options);
            case "RAM disk":
                _linux.AddBlock("/sys/devices/virtual/block/ram0", 1, 0);
                return ("ext4", 1, 0, options);
            case "zram":
                _linux.Attribute(_linux.AddBlock("/sys/devices/virtual/block/zram0", 250, 0) + "/comp_algorithm", "lzo").Attribute("/sys/devices/virtual/block/zram0/disksize", "1");
                return ("ext4", 250, 0, options);
            case "loop over tmpfs" or "loop over a disk" or "loop over what is gone":
                _linux.Attribute(_linux.AddBlock("/sys/devices/virtual/block/loop0", 7, 0) + "/loop/backing_file", Named(first));
                return ("ext4", 7, 0, options);
            case "overlay over tmpfs" or "overlay over a disk":
                return ("overlay", 0, 50, $"rw,lowerdir=/lower,upperdir={Named(first)},workdir=/work");
            case "overlay without an upper directory":
                return ("overlay", 0, 50, "ro,lowerdir=/lower:/other");
            case "a file system of tomorrow":
                return ("tomorrowfs", 0, 51, options);
            case "ext4 on a number that sysfs does not have":
                return ("ext4", 8, 16, options);
            default:
                return (first, 0, 52, options);
        }
    }

    private string Pmem(string kind, int number)
    {
        string region = kind switch
        {
            "eADR" => _linux.AddNdRegion(number, domain: "cpu_cache"),
            "no domain" => _linux.AddNdRegion(number, "e820", "e820_pmem", domain: null),
            "nd_volatile" => _linux.AddNdRegion(number, domain: "cpu_cache", devtype: "nd_volatile"),
            "ramdax" => _linux.AddNdRegion(number, "ramdax", "ramdax", domain: ""),
            "virtio-pmem" => _linux.AddNdRegion(number, "virtio-pmem", "virtio_pmem", domain: null),
            "unknown provider" => _linux.AddNdRegion(number, "tomorrow", "tomorrow", domain: "cpu_cache"),
            _ => _linux.AddNdRegion(number),
        };
        return _linux.AddPmem(region, $"pmem{number}", 259, (uint)number);
    }

    private void Disk(string kind)
    {
        const string Device = "/sys/devices/pci0/host0/target0/0:0:0:0";
        _linux.Link(Device + "/subsystem", kind.Contains("nobody", StringComparison.Ordinal) ? "/sys/bus/tomorrow" : "/sys/bus/scsi")
            .Attribute(Device + "/model", kind == "scsi_debug" ? "scsi_debug      " : "Samsung SSD 990");
        _linux.AddBlock(Device + "/block/sda", 8, 0, device: Device);
    }

    // A path that a link in the made-up tree leads out of it, to a real file system.
    private string Named(string what)
    {
        string target = what.EndsWith("tmpfs", StringComparison.Ordinal) ? _memory.Directory : what.EndsWith("disk", StringComparison.Ordinal) ? _disk.Directory : "/nowhere/at/all";
        _linux.RawLink("/named", target);
        return "/named";
    }
}
