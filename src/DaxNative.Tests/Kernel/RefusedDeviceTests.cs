using Xunit;

namespace DaxNative.Tests;

[Trait("Category", "Kernel")]
public class RefusedDeviceTests
{
    [SkippableFact]
    public void VolatileDevice_IsRefusedWithoutThePermission()
    {
        string path = TestDevices.Get(TestDevices.HmemDevice);
        DaxException refusal = Refusal.Predicted(DaxError.VolatileMemory, "mmap", 0, path);
        Assert.Contains(nameof(MappingOptions.AllowVolatile), refusal.Remedy, StringComparison.Ordinal);

        // The kernel would have granted even MAP_SYNC.
        Assert.Equal(0, RawKernel.MmapSync(path, 2 << 20));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(StoreGranularity.CacheLine)]
    public void VirtioDevice_IsRefusedWhateverTheCallerSays(StoreGranularity? forced)
    {
        string path = TestDevices.Get(TestDevices.VirtioDevice);
        MappingOptions options = new() { ForceGranularity = forced, AllowForced = true, AllowVolatile = true };
        DaxException refusal = Refusal.Predicted(DaxError.AsynchronousProvider, "mmap", 0, path, options);
        Assert.Contains("virtio-pmem", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("fsdax", refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, RawKernel.MmapSync(path, 2 << 20));
    }

    [SkippableFact]
    public void ForcedPageGranularity_IsRefusedOnADevice()
    {
        string path = TestDevices.Get(TestDevices.NvdimmDevice2M);
        Refusal.Predicted(DaxError.NotSupported, "mmap", Errno.EINVAL, path, new MappingOptions { ForceGranularity = StoreGranularity.Page });
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K)]
    [InlineData(TestDevices.NvdimmDevice2M)]
    [InlineData(TestDevices.NvdimmDevice1G)]
    public void PrivateMapping_IsRefused(string device)
    {
        string path = TestDevices.Get(device);
        Refusal.Predicted(DaxError.PrivateMapping, "mmap", Errno.EINVAL, path, new MappingOptions { Access = MappingAccess.CopyOnWrite, AllowVolatile = true });
        Assert.Equal(Errno.EINVAL, RawKernel.Mmap(path, TestDevices.AlignOf(device), MmapFlags.MAP_PRIVATE));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K, 512)]
    [InlineData(TestDevices.NvdimmDevice2M, 4096)]
    [InlineData(TestDevices.NvdimmDevice2M, 1 << 20)]
    [InlineData(TestDevices.NvdimmDevice1G, 4096)]
    [InlineData(TestDevices.NvdimmDevice1G, 2 << 20)]
    public void OffsetThatIsNotAMultipleOfTheAlign_IsRefused(string device, long offset)
    {
        string path = TestDevices.Get(device);
        long align = TestDevices.AlignOf(device);
        DaxException refusal = Refusal.Predicted(DaxError.Misaligned, "mmap", Errno.EINVAL, path, new MappingOptions { Offset = offset, Length = align });
        Assert.Contains(Text(align), refusal.Remedy, StringComparison.Ordinal);

        // The driver looks at the address alone, which DaxNative makes congruent with the offset. At an address that is
        // a multiple of the align it would map such an offset, to wrong memory.
        Assert.Equal(Errno.EINVAL, RawKernel.MmapSyncAtCongruentAddress(path, align, offset, align));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice2M, 4096)]
    [InlineData(TestDevices.NvdimmDevice2M, (2 << 20) + 4096)]
    [InlineData(TestDevices.NvdimmDevice1G, 2 << 20)]
    [InlineData(TestDevices.NvdimmDevice1G, (1 << 30) + (2 << 20))]
    public void LengthThatIsNotAMultipleOfTheAlign_IsRefused(string device, long length)
    {
        string path = TestDevices.Get(device);
        DaxException refusal = Refusal.Predicted(DaxError.Misaligned, "mmap", Errno.EINVAL, path, new MappingOptions { Length = length });
        Assert.Equal(length, refusal.Length);
        Assert.Equal(Errno.EINVAL, RawKernel.MmapSync(path, length));
    }

    /// <summary>The kernel rounds such a length up to pages and maps it: DaxNative is stricter, so that Length is what was asked.</summary>
    [SkippableFact]
    public void LengthWithinThePage_IsRefusedThoughTheKernelWouldRoundItUp()
    {
        string path = TestDevices.Get(TestDevices.NvdimmDevice4K);
        DaxException refusal = Refusal.Predicted(DaxError.Misaligned, "mmap", 0, path, new MappingOptions { Length = 100 });
        Assert.Contains("4096", refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, RawKernel.MmapSync(path, 100));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K)]
    [InlineData(TestDevices.NvdimmDevice2M)]
    [InlineData(TestDevices.NvdimmDevice1G)]
    public void RangeBeyondTheEnd_IsRefusedThoughTheKernelWouldMapIt(string device)
    {
        string path = TestDevices.Get(device);
        long align = TestDevices.AlignOf(device);
        long size;
        using (PersistentMapping whole = PersistentMapping.Open(path, new MappingOptions { Access = MappingAccess.Read }))
        {
            size = whole.Length;
        }

        foreach ((long offset, long length) in (ReadOnlySpan<(long, long)>)[(0, size + align), (size, align), (size - align, 2 * align), (1L << 50, align)])
        {
            DaxException refusal = Refusal.Predicted(DaxError.OutOfRange, "mmap", 0, path, new MappingOptions { Offset = offset, Length = length });
            Assert.Contains("SIGBUS", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(0, RawKernel.MmapSync(path, length, offset));
        }

        Refusal.Predicted(DaxError.OutOfRange, "mmap", Errno.EINVAL, path, new MappingOptions { Offset = size });
    }

    [SkippableFact]
    public void CreateNew_RefusesADevice()
    {
        string path = TestDevices.Get(TestDevices.NvdimmDevice2M);
        Refusal.Predicted(DaxError.AlreadyExists, "open", Errno.EEXIST, path, new MappingOptions { Mode = FileMode.CreateNew, Length = 2 << 20 });
    }

    [SkippableFact]
    public void MissingDevice_IsNotFound()
    {
        TestDevices.RequireGuest();
        DaxException refusal = Refusal.ByKernel(DaxError.NotFound, "stat", Errno.ENOENT, "/dev/dax77.77");
        Assert.Contains("devdax", refusal.Remedy, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void BlockDevice_IsRefused()
    {
        string path = TestDevices.Get(TestDevices.SparePmem);
        DaxException refusal = Refusal.Predicted(DaxError.WrongFileType, "open", Errno.EOPNOTSUPP, path);
        Assert.Contains("block device", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EOPNOTSUPP, RawKernel.MmapSync(path, 2 << 20));
    }

    [SkippableFact]
    public void LockedDevice_IsRefusedToTheNext()
    {
        string path = TestDevices.Get(TestDevices.NvdimmDevice4K);
        MappingOptions options = new() { Lock = true, Length = 4096 };
        using (PersistentMapping.Open(path, options))
        {
            Refusal.ByKernel(DaxError.Locked, "flock", Errno.EAGAIN, path, options);
        }

        PersistentMapping.Open(path, options).Dispose();
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
