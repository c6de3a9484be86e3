using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Static files on ext4 and xfs in DAX mode: what is one, what is none and why, and what a settled file saves.</summary>
[Trait("Category", "Kernel")]
public class StaticFileKernelTests
{
    private const long Huge = 2 << 20;

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4, 0)]
    [InlineData(TestDevices.NvdimmXfs, 0)]
    [InlineData(TestDevices.E820Ext4, 0)]
    [InlineData(TestDevices.NvdimmExt4, Huge)]
    [InlineData(TestDevices.NvdimmXfs, Huge)]
    public void APreparedFile_IsStaticAndAligned(string mount, long alignment)
    {
        using TestFile file = TestFile.Named(mount);
        StaticFileReport report = StaticFile.Prepare(file.Path, 5 << 20, alignment);
        Assert.True(report.IsStatic, report.ToString());
        Assert.True(StaticFile.Check(file.Path, alignment).IsStatic);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void ASparseFile_IsNoneForItsHoles(string mount)
    {
        using TestFile file = TestFile.Named(mount);
        using (FileStream stream = File.Create(file.Path))
        {
            stream.SetLength(1 << 20);
        }

        AssertFlaw(file.Path, ExtentFlawKind.Hole, 0, 1 << 20);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void AFileThatIsOnlyAllocated_IsNoneBeforeItIsWritten(string mount)
    {
        using TestFile file = TestFile.Named(mount);
        using (SafeFileHandle handle = File.OpenHandle(file.Path, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            Assert.Equal(0, BlockSpace.Extend(handle, 0, 1 << 20));
        }

        AssertFlaw(file.Path, ExtentFlawKind.Unwritten, 0, 1 << 20);
        Assert.True(StaticFile.Prepare(file.Path, 1).IsStatic);
    }

    [SkippableFact]
    public void AReflinkedFile_IsNoneOnEitherSideAndCannotBePrepared()
    {
        using TestFile file = TestFile.Named(TestDevices.NvdimmXfs);
        using TestFile clone = TestFile.Named(TestDevices.NvdimmXfs);
        StaticFile.Prepare(file.Path, 1 << 20);
        GuestCommand.Run($"cp --reflink=always {file.Path} {clone.Path}");
        AssertFlaw(file.Path, ExtentFlawKind.Shared, 0, 1 << 20);
        AssertFlaw(clone.Path, ExtentFlawKind.Shared, 0, 1 << 20);
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Prepare(clone.Path, 1 << 20));
        Assert.Equal(DaxError.NotStatic, refusal.Error);
        Assert.Contains("reflink=never", refusal.Remedy, StringComparison.Ordinal);
    }

    // Cutting a page off the front leaves every block where it was, one page off in the file.
    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void AFileThatLiesOffTheAlignment_IsMisaligned(string mount)
    {
        using TestFile file = TestFile.Named(mount);
        StaticFile.Prepare(file.Path, 2 * Huge, Huge);
        using (SafeFileHandle handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.ReadWrite))
        {
            Assert.Equal(0, BlockSpace.Collapse(handle, 0, 4096));
        }

        Assert.True(StaticFile.Check(file.Path).IsStatic);
        ExtentFlaw flaw = StaticFile.Check(file.Path, Huge).Flaws[0];
        Assert.Equal((ExtentFlawKind.Misaligned, 0), (flaw.Kind, flaw.Offset));
        Assert.Equal(4096, flaw.PhysicalOffset % Huge);
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Prepare(file.Path, 3 * Huge, Huge));
        Assert.Equal(DaxError.NotStatic, refusal.Error);
        Assert.Equal((2 * Huge) - 4096, new FileInfo(file.Path).Length);
    }

    [SkippableFact]
    public void AnAlignmentThatThereIsNoRoomFor_IsRefusedAndLeavesNothing()
    {
        using TestFile file = TestFile.Named(TestDevices.E820Ext4);
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Prepare(file.Path, 1 << 20, 1L << 40));
        Assert.Equal(DaxError.NotStatic, refusal.Error);
        Assert.Contains("Misaligned", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file.Path));
    }

    [SkippableFact]
    public void AFullFileSystem_IsRefusedAndLeavesNothing()
    {
        using TestFile file = TestFile.Named(TestDevices.E820Ext4);
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Prepare(file.Path, 1L << 40));
        Assert.Equal((DaxError.NoSpace, "fallocate"), (refusal.Error, refusal.Operation));
        Assert.False(File.Exists(file.Path));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void APreparedFile_FaultsTheSameWithAndWithoutMapSync(string mount)
    {
        using TestFile plain = TestFile.Named(mount);
        using TestFile sync = TestFile.Named(mount);
        StaticFile.Prepare(plain.Path, 1 << 20);
        StaticFile.Prepare(sync.Path, 1 << 20);
        FaultCounter.WarmUp();

        // The very first stores: a fault that still had to allocate or convert is there once only.
        Assert.Equal((0, 0), (FaultCounter.Store(sync.Path, RawKernel.Sync).Major, FaultCounter.Store(plain.Path, MmapFlags.MAP_SHARED).Major));
        Assert.Equal(FaultCounter.Pages, FaultCounter.FewestMinor(sync.Path, RawKernel.Sync));
        Assert.Equal(FaultCounter.Pages, FaultCounter.FewestMinor(plain.Path, MmapFlags.MAP_SHARED));
    }

    // The control: where a fault allocates or converts, the kernel counts it as major without MAP_SYNC and as minor with it.
    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void AFileThatIsOnlyAllocated_FaultsDifferently(string mount)
    {
        using TestFile plain = TestFile.Named(mount);
        using TestFile sync = TestFile.Named(mount);
        GuestCommand.Run(string.Create(CultureInfo.InvariantCulture, $"fallocate -l {1 << 20} {plain.Path}; fallocate -l {1 << 20} {sync.Path}"));
        FaultCounter.WarmUp();
        Assert.Equal(0, FaultCounter.Store(sync.Path, RawKernel.Sync).Major);
        Assert.InRange(FaultCounter.Store(plain.Path, MmapFlags.MAP_SHARED).Major, FaultCounter.Pages / 4, FaultCounter.Pages);
    }

    private static void AssertFlaw(string path, ExtentFlawKind kind, long offset, long length)
    {
        StaticFileReport report = StaticFile.Check(path);
        Assert.False(report.IsStatic);
        Assert.All(report.Flaws, flaw => Assert.Equal(kind, flaw.Kind));
        Assert.Equal((offset, length), (report.Flaws[0].Offset, report.Flaws.Sum(flaw => flaw.Length)));
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Pin(path));
        Assert.Equal(DaxError.NotStatic, refusal.Error);
        Assert.Contains(kind.ToString(), refusal.Message, StringComparison.Ordinal);
    }
}
