using System.Runtime.Versioning;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Creating and extending, seen by what the file system says of the blocks.</summary>
[Trait("Category", "Kernel")]
[SupportedOSPlatform("linux")]
public class FileGrowthTests
{
    private const long Length = 16 << 20;

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void NewFile_IsWrittenInFullAndBelongsToItsOwnerAlone(string mount)
    {
        using var file = TestFile.Named(mount);
        var progress = new List<long>();
        using PersistentMapping map = Open(file.Path, FileMode.CreateNew, FileAllocation.Written, new Recorder(progress));

        Assert.True(SeenExtent.CoverWritten(SeenExtent.Of(file.Path), Length), Describe(file.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
        Assert.Equal(Length, map.Length);
        Assert.Equal(Length, progress[^1]);
        Assert.Equal(progress.Order(), progress);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void ExtendedFile_IsWrittenInFullAndKeepsItsContents(string mount)
    {
        using TestFile file = TestFile.Named(mount).WithBytes(1_000_001, value: 9);
        using PersistentMapping map = Open(file.Path, FileMode.OpenOrCreate, FileAllocation.Written);

        Assert.True(SeenExtent.CoverWritten(SeenExtent.Of(file.Path), Length), Describe(file.Path));
        Assert.Equal(1_000_001, map.AsReadOnlySpan(0, 1_000_001).Count((byte)9));
        Assert.Equal((int)Length - 1_000_001, map.AsReadOnlySpan(1_000_001, (int)Length - 1_000_001).Count((byte)0));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void ReservedFile_IsAllocatedButNotWritten(string mount)
    {
        using var file = TestFile.Named(mount);
        using PersistentMapping map = Open(file.Path, FileMode.CreateNew, FileAllocation.Reserved);

        IReadOnlyList<SeenExtent> extents = SeenExtent.Of(file.Path);
        Assert.All(extents, extent => Assert.True(extent.IsUnwritten));
        Assert.Equal(Length, extents.Sum(extent => extent.Length));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void SparseFile_HasNoBlocksUntilItIsPrefaulted(string mount)
    {
        using var file = TestFile.Named(mount);
        using (Open(file.Path, FileMode.CreateNew, FileAllocation.Sparse))
        {
            Assert.Empty(SeenExtent.Of(file.Path));
        }

        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { Prefault = true, Verify = true });
        Assert.True(SeenExtent.CoverWritten(SeenExtent.Of(file.Path), Length), Describe(file.Path));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void OpenOrCreate_NeverShortensALongerFile(string mount)
    {
        using TestFile file = TestFile.Named(mount).WithBytes(3 << 20, value: 5);
        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 1 << 20 });
        Assert.Equal(1 << 20, map.Length);
        Assert.Equal(3 << 20, new FileInfo(file.Path).Length);
    }

    private static PersistentMapping Open(string path, FileMode mode, FileAllocation allocation, IProgress<long>? progress = null) =>
        PersistentMapping.Open(path, new MappingOptions
        {
            Mode = mode,
            Length = Length,
            Allocation = allocation,
            AllocationProgress = progress,
            Verify = true,
        });

    private static string Describe(string path) => string.Join('\n', SeenExtent.Of(path));

    private sealed class Recorder(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }
}
