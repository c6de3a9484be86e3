using Microsoft.Win32.SafeHandles;
using Xunit;

namespace DaxNative.Tests;

public class GrowthTests
{
    [Theory]
    [InlineData(FileAllocation.Written)]
    [InlineData(FileAllocation.Reserved)]
    [InlineData(FileAllocation.Sparse)]
    public void OpenOrCreate_MakesTheFileAsLongAsAsked(FileAllocation allocation)
    {
        using var temp = TempPath.OnDisk();

        using (PersistentMapping map = Open(temp, 5000, allocation))
        {
            Assert.Equal(5000, map.Length);
            map.Write(4999, [7]);
        }

        byte[] contents = File.ReadAllBytes(temp.Path);
        Assert.Equal((5000, 7), (contents.Length, contents[4999]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temp.Path));
    }

    [Fact]
    public void OpenOrCreate_KeepsWhatIsThereWhenItExtends()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(5000, 3);

        using PersistentMapping map = Open(temp, 9 << 20, FileAllocation.Written);

        Assert.Equal(-1, map.AsReadOnlySpan(0, 5000).IndexOfAnyExcept((byte)3));
        Assert.Equal(-1, map.AsReadOnlySpan(5000, (9 << 20) - 5000).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void OpenOrCreate_NeverShrinks()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(9000, 3);

        using PersistentMapping map = Open(temp, 4096, FileAllocation.Written);

        Assert.Equal(4096, map.Length);
        Assert.Equal(9000, new FileInfo(temp.Path).Length);
    }

    [Fact]
    public void Open_DoesNotResizeByDefault()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(5000);

        using PersistentMapping map = PersistentMapping.Open(temp.Path);

        Assert.Equal((5000, 5000), (map.Length, new FileInfo(temp.Path).Length));
    }

    [Fact]
    public void CreatedFile_IsRemovedWhenTheMappingIsRefused()
    {
        using var temp = TempPath.InMemory();

        DaxException refusal = Assert.Throws<DaxException>(
            () => PersistentMapping.Open(temp.Path, new MappingOptions { Mode = FileMode.CreateNew, Length = 4096 }));

        Assert.Equal(DaxError.VolatileMemory, refusal.Error);
        Assert.False(File.Exists(temp.Path));
    }

    [Fact]
    public void RefusedMapping_IsRefusedBeforeTheFileGrows()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(100, 9);
        var progress = new Recorder();

        Assert.Throws<DaxException>(() => PersistentMapping.Open(
            temp.Path,
            new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 1 << 20, RequiredGranularity = StoreGranularity.CacheLine, AllocationProgress = progress }));

        Assert.Equal(100, new FileInfo(temp.Path).Length);
        Assert.Empty(progress.Values);
    }

    [Fact]
    public void Written_ReportsProgressUpToTheWholeLength()
    {
        using var temp = TempPath.OnDisk();
        var progress = new Recorder();

        using PersistentMapping map = PersistentMapping.Open(
            temp.Path,
            new MappingOptions { Mode = FileMode.CreateNew, Length = 9 << 20, AllocationProgress = progress });

        Assert.Equal([4 << 20, 8 << 20, 9 << 20], progress.Values);
    }

    [Fact]
    public void Growing_IsRefusedWhileSomebodyElseOwnsTheFile()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 9);
        using PersistentMapping owner = PersistentMapping.Open(temp.Path, new MappingOptions { Lock = true });

        DaxException refusal = Assert.Throws<DaxException>(() => Open(temp, 1 << 20, FileAllocation.Written));

        Assert.Equal((DaxError.Locked, "EAGAIN", false), (refusal.Error, refusal.ErrnoName, refusal.IsPredicted));
        Assert.Equal(4096, new FileInfo(temp.Path).Length);
    }

    [Fact]
    public void OpenOrCreate_RefusesALinkToNothing()
    {
        using var temp = TempPath.OnDisk();
        File.CreateSymbolicLink(temp.Path, "nowhere");

        // More than there is room for: refused before anything is written.
        DaxException refusal = Assert.Throws<DaxException>(() => Open(temp, 1L << 43, FileAllocation.Written));

        Assert.Equal((DaxError.NotFound, "ENOENT", true), (refusal.Error, refusal.ErrnoName, refusal.IsPredicted));
    }

    [Fact]
    public void OpenOrCreate_OfAFileThatIsLongEnoughNeedsNobodysLock()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192, 9);
        using PersistentMapping owner = PersistentMapping.Open(temp.Path, new MappingOptions { Lock = true });

        using PersistentMapping map = Open(temp, 8192, FileAllocation.Written);

        Assert.Equal(8192, map.Length);
    }

    [Fact]
    public void SparseGrowth_NeverCutsOffWhatAWriterWithoutALockHasAdded()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096, 9);
        using SafeFileHandle file = File.OpenHandle(temp.Path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, [7], 1 << 20);

        // As if the size had been read before that.
        FileGrowth.Allocate(file, temp.Path, 4096, 8192, FileAllocation.Sparse, null);

        Assert.Equal((1 << 20) + 1, RandomAccess.GetLength(file));
    }

    [Fact]
    public void Status_CountsTheBlocksBeyondTheEnd()
    {
        using TempPath temp = TempPath.InMemory().WithFile(4096, 9);
        using SafeFileHandle file = File.OpenHandle(temp.Path, FileMode.Open, FileAccess.ReadWrite);
        Assert.Equal(0, BlockSpace.Reserve(file, 4096, 16 << 20));

        Assert.Equal(0, PosixFile.Status(file, out FileStatus status));
        Assert.Equal(4096, status.Size);
        Assert.InRange(status.Allocated, 16 << 20, 17 << 20);
    }

    [Fact]
    public void GrowingFromManyThreads_LosesNoStore()
    {
        using var temp = TempPath.OnDisk();

        Parallel.For(0, 8, i =>
        {
            using PersistentMapping map = Open(temp, 64 << 10, FileAllocation.Written);
            map.Write(i * 4096, [(byte)(i + 1)]);
        });

        byte[] contents = File.ReadAllBytes(temp.Path);
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(i + 1, contents[i * 4096]));
    }

    private static PersistentMapping Open(TempPath temp, long length, FileAllocation allocation) => PersistentMapping.Open(
        temp.Path,
        new MappingOptions { Mode = FileMode.OpenOrCreate, Length = length, Allocation = allocation });

    private sealed class Recorder : IProgress<long>
    {
        internal List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
