using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The states of <c>deep_flush</c> that the emulated regions have: 0 (NVDIMM), absent (e820), no region (hmem). A value
/// of 1 is tested on recorded trees.
/// </summary>
[Trait("Category", "Kernel")]
public class DeepFlushTests
{
    [SkippableFact]
    public void NvdimmDevice_HasNothingToFlushAndSucceeds()
    {
        string path = TestDevices.Get(TestDevices.NvdimmDevice2M);
        NdRegion region = RegionOf(path)!;
        Assert.Equal("0", File.ReadAllText(region.SysfsPath + "/deep_flush").Trim());
        Assert.Equal(DeepFlushState.NotNeeded, region.DeepFlush);

        using PersistentMapping map = MappingChecks.Open(path, MappingAccess.ReadWrite);
        map.DeepFlush(0, 4 << 20);
        map.DeepFlush(100, 1);
        map.DeepFlush(0, 0);
    }

    [SkippableFact]
    public void E820Device_SaysThatNobodyKnowsOfQueues()
    {
        string path = TestDevices.Get(TestDevices.E820Device);
        NdRegion region = RegionOf(path)!;
        Assert.False(File.Exists(region.SysfsPath + "/deep_flush"));

        using PersistentMapping map = MappingChecks.Open(path, MappingAccess.ReadWrite);
        DaxException refusal = Assert.Throws<DaxException>(() => map.DeepFlush(0, 4096));
        Assert.Equal((DaxError.DeepFlushNotAvailable, region.SysfsPath + "/deep_flush", true), (refusal.Error, refusal.Path, refusal.IsPredicted));
        Assert.Contains("Persist", refusal.Remedy, StringComparison.Ordinal);

        // Nothing to do is nothing to refuse.
        map.DeepFlush(0, 0);
    }

    [SkippableFact]
    public void VolatileDevice_HasNoRegionToFlush()
    {
        string path = TestDevices.Get(TestDevices.HmemDevice);
        Assert.Null(RegionOf(path));
        using PersistentMapping map = MappingChecks.Open(path, MappingAccess.ReadWrite, options: new MappingOptions { AllowVolatile = true });
        DaxException refusal = Assert.Throws<DaxException>(() => map.DeepFlush(0, 4096));
        Assert.Equal((DaxError.DeepFlushNotAvailable, path, true), (refusal.Error, refusal.Path, refusal.IsPredicted));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.E820Ext4)]
    [InlineData(TestDevices.VirtioExt4)]
    [InlineData(TestDevices.PlainExt4)]
    public void File_IsDeepFlushedByMsync(string mount)
    {
        using var file = TestFile.Written(mount);
        using PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite);
        map.AsSpan(5000, 3).Fill(1);
        map.DeepFlush(5000, 3);
        map.DeepFlush(0, map.Length);
    }

    /// <summary>Device-dax answers msync with EINVAL, which is why a device never gets page granularity.</summary>
    [SkippableFact]
    public void Device_HasNoMsync()
    {
        using PersistentMapping map = MappingChecks.Open(TestDevices.Get(TestDevices.NvdimmDevice4K), MappingAccess.ReadWrite);
        Assert.Equal(-1, Libc.Msync(map.Address, 4096, MsyncFlags.MS_SYNC));
        Assert.Equal(Errno.EINVAL, KernelErrors.Last);
    }

    private static NdRegion? RegionOf(string path) => DaxBus.Enumerate().Single(device => device.Name == Path.GetFileName(path)).NdRegion;
}
