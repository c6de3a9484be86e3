using Xunit;

namespace DaxNative.Tests;

/// <summary>Static files on this machine's own file system: preparing and checking needs no DAX.</summary>
public class StaticFileTests
{
    private const int Length = (9 << 20) + 123;

    [Fact]
    public void APreparedFile_IsStaticAndReadsAsZeroes()
    {
        using TempPath file = TempPath.OnDisk();
        StaticFileReport report = StaticFile.Prepare(file.Path, Length);
        Assert.True(report.IsStatic, report.ToString());
        Assert.Equal((Length, file.Path), (report.Length, report.Path));
        Assert.True(StaticFile.Check(file.Path).IsStatic);
        byte[] bytes = File.ReadAllBytes(file.Path);
        Assert.Equal(Length, bytes.Length);
        Assert.False(bytes.AsSpan().ContainsAnyExcept((byte)0));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
    }

    [Fact]
    public void Prepare_ExtendsAFileAndKeepsItsBytes()
    {
        using TempPath file = TempPath.OnDisk().WithFile(5000, 7);
        Assert.True(StaticFile.Prepare(file.Path, 100_000).IsStatic);
        byte[] bytes = File.ReadAllBytes(file.Path);
        Assert.Equal(100_000, bytes.Length);
        Assert.All(bytes.Take(5000), value => Assert.Equal(7, value));
        Assert.All(bytes.Skip(5000), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Prepare_FillsHolesAndKeepsWhatLiesBetween()
    {
        using TempPath file = TempPath.OnDisk();
        using (FileStream stream = File.Create(file.Path))
        {
            stream.Position = 1 << 20;
            stream.WriteByte(9);
            stream.SetLength(3 << 20);
        }

        StaticFileReport before = StaticFile.Check(file.Path);
        Assert.Equal([ExtentFlawKind.Hole, ExtentFlawKind.Hole], before.Flaws.Select(flaw => flaw.Kind));
        Assert.True(StaticFile.Prepare(file.Path, 1).IsStatic);
        byte[] bytes = File.ReadAllBytes(file.Path);
        Assert.Equal((3 << 20, 9), (bytes.Length, bytes[1 << 20]));
    }

    [Fact]
    public void Prepare_ReportsEveryByteWritten()
    {
        using TempPath file = TempPath.OnDisk();
        var progress = new Recorder();
        StaticFile.Prepare(file.Path, Length, progress: progress);
        Assert.Equal(Length, progress.Values[^1]);
        Assert.Equal(progress.Values.Order(), progress.Values);
        Assert.True(progress.Values.Count > 2);
    }

    [Fact]
    public void ACancelledNewFile_LeavesNothing()
    {
        using TempPath file = TempPath.OnDisk();
        using var cancellation = new CancellationTokenSource();
        var progress = new Recorder(cancellation.Cancel);
        Assert.Throws<OperationCanceledException>(() => StaticFile.Prepare(file.Path, Length, progress: progress, cancellationToken: cancellation.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(file.Directory));
    }

    [Fact]
    public void ACancelledExtension_NeverShortensTheFileThatOthersMayHaveMapped()
    {
        using TempPath file = TempPath.OnDisk().WithFile(5000, 7);
        using var cancellation = new CancellationTokenSource();
        PersistentMapping? other = null;
        var progress = new Recorder(() =>
        {
            // What was added so far can be mapped and stored to.
            other ??= PersistentMapping.Open(file.Path, new MappingOptions { Offset = 1 << 20, Length = 4096 });
            other.Write(0, "committed"u8);
            cancellation.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => StaticFile.Prepare(file.Path, Length, progress: progress, cancellationToken: cancellation.Token));

        Assert.Equal("committed"u8, other!.AsReadOnlySpan(0, 9));
        Assert.All(File.ReadAllBytes(file.Path).Take(5000), value => Assert.Equal(7, value));
        other.Dispose();
    }

    [Fact]
    public void Prepare_RefusesAFileThatIsLocked()
    {
        using TempPath file = TempPath.OnDisk().WithFile(5000);
        using PersistentMapping owner = PersistentMapping.Open(file.Path, new MappingOptions { Lock = true });
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Prepare(file.Path, Length));
        Assert.Equal(DaxError.Locked, refusal.Error);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2048)]
    [InlineData(12288)]
    [InlineData(-4096)]
    public void AnAlignmentThatIsNoPowerOfTwoOfPages_IsRefused(long alignment)
    {
        using TempPath file = TempPath.OnDisk().WithFile(4096);
        Assert.Throws<ArgumentOutOfRangeException>(() => StaticFile.Prepare(file.Path, 4096, alignment));
        Assert.Throws<ArgumentOutOfRangeException>(() => StaticFile.Check(file.Path, alignment));
    }

    [Fact]
    public void AFileOnTmpfs_HasNoBlockMapToCheck()
    {
        using TempPath file = TempPath.InMemory().WithFile(4096);
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Check(file.Path));
        Assert.Equal((DaxError.NotSupported, Errno.EOPNOTSUPP), (refusal.Error, refusal.Errno));
    }

    [Fact]
    public void AFileThatIsNotInDaxMode_IsNotPinned()
    {
        using TempPath file = TempPath.OnDisk();
        StaticFile.Prepare(file.Path, 4096);
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Pin(file.Path));
        Assert.Equal((DaxError.NotSupported, true), (refusal.Error, refusal.IsPredicted));
        Assert.Contains("DAX", refusal.Message, StringComparison.Ordinal);
        Assert.False(StaticFile.IsPinned(file.Path));
        StaticFile.Unpin(file.Path);
    }

    [Fact]
    public void AnythingButARegularFile_IsRefused()
    {
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Check("/dev/null"));
        Assert.Equal(DaxError.WrongFileType, refusal.Error);
    }

    private sealed class Recorder(Action? onReport = null) : IProgress<long>
    {
        internal List<long> Values { get; } = [];

        public void Report(long value)
        {
            Values.Add(value);
            onReport?.Invoke();
        }
    }
}
