using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// What a synchronous fault does, told by the kernel's own account and not by a clock: a 4 KiB fault that has to allocate
/// or to convert a block is major in a plain mapping and minor in one with MAP_SYNC.
/// </summary>
[Trait("Category", "Kernel")]
public class FaultKindTests
{
    private const int Pages = 512;

    // The runtime's own faults on this thread.
    private const long Few = 32;

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4, FileAllocation.Sparse, false, true)]
    [InlineData(TestDevices.NvdimmExt4, FileAllocation.Sparse, true, false)]
    [InlineData(TestDevices.NvdimmExt4, FileAllocation.Reserved, false, true)]
    [InlineData(TestDevices.NvdimmExt4, FileAllocation.Reserved, true, false)]
    [InlineData(TestDevices.NvdimmExt4, FileAllocation.Written, false, false)]
    [InlineData(TestDevices.NvdimmExt4, FileAllocation.Written, true, false)]
    [InlineData(TestDevices.NvdimmXfs, FileAllocation.Sparse, false, true)]
    [InlineData(TestDevices.NvdimmXfs, FileAllocation.Sparse, true, false)]
    [InlineData(TestDevices.NvdimmXfs, FileAllocation.Reserved, false, true)]
    [InlineData(TestDevices.NvdimmXfs, FileAllocation.Reserved, true, false)]
    [InlineData(TestDevices.NvdimmXfs, FileAllocation.Written, false, false)]
    [InlineData(TestDevices.NvdimmXfs, FileAllocation.Written, true, false)]
    public void FaultsAreMajor_OnlyWhereAPlainMappingHasToAllocate(string mount, FileAllocation allocation, bool isMapSync, bool isMajor)
    {
        using var file = TestFile.Named(mount);
        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions
        {
            Mode = FileMode.CreateNew,
            Length = Pages * 4096,
            Allocation = allocation,
            ForceGranularity = isMapSync ? null : StoreGranularity.Page,
            HugePages = false,
        });
        Assert.Equal(isMapSync, map.Guarantee.IsMapSync);

        PageFaultCount before = PageFaultCount.OfCurrentThread();
        for (int page = 0; page < Pages; page++)
        {
            map.AsSpan(page * 4096L, 1)[0] = 1;
        }

        PageFaultCount faults = PageFaultCount.OfCurrentThread() - before;
        Assert.InRange(faults.Major, isMajor ? Pages : 0, isMajor ? Pages + Few : Few);
        Assert.True(faults.Minor + faults.Major >= Pages, faults.ToString());
    }
}
