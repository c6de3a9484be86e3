using Xunit;

namespace DaxNative.Tests;

/// <summary>A container without /sys, or without /proc: what cannot be found out is said, and is not taken for something else.</summary>
public class MissingSysfsTests
{
    [Fact]
    public void CharacterDevice_WithoutSysfs_IsNotCalledAnotherKindOfDevice()
    {
        using var linux = new FakeLinux();

        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(linux.Root, "/dev/null", new MappingOptions()));

        Assert.Equal((DaxError.NotSupported, true), (refusal.Error, refusal.IsPredicted));
        Assert.Contains("Mount sysfs", refusal.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("not of the dax bus", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_WithoutSysfsAndProc_OpensWithLessEvidenceAndTheReason()
    {
        using var linux = new FakeLinux();
        using TempPath temp = TempPath.OnDisk().WithFile(4096);

        using PersistentMapping map = PersistentMapping.Open(linux.Root, temp.Path, new MappingOptions());

        Assert.Equal((StoreGranularity.Page, DurabilityEvidence.Assumed), (map.Granularity, map.Guarantee.Evidence));
        Assert.Contains("does not see its mount", map.Guarantee.Reason, StringComparison.Ordinal);
    }
}
