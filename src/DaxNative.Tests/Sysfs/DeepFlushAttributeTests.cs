using Xunit;

namespace DaxNative.Tests;

public sealed class DeepFlushAttributeTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    [Fact]
    public void Flush_WritesOneWhereItIsAvailable()
    {
        NdRegion region = Region("1", FakeLinux.WritableByOwner);

        DeepFlushAttribute.Flush(region.SysfsPath);

        Assert.Equal(DeepFlushState.Available, region.DeepFlush);
        Assert.Equal("1\n", File.ReadAllText(region.SysfsPath + "/deep_flush"));
    }

    [Fact]
    public void Flush_WritesNothingWhereItIsNotNeeded()
    {
        NdRegion region = Region("0", FakeLinux.WritableByOwner);

        DeepFlushAttribute.Flush(region.SysfsPath);

        Assert.Equal(DeepFlushState.NotNeeded, region.DeepFlush);
        Assert.Equal("0\n", File.ReadAllText(region.SysfsPath + "/deep_flush"));
    }

    [Theory]
    [InlineData("1", DeepFlushState.NotPermitted)]
    [InlineData(null, DeepFlushState.Unknown)]
    [InlineData("", DeepFlushState.Unknown)]
    [InlineData("2", DeepFlushState.Unknown)]
    public void Flush_ThrowsWithARemedyWhereItIsNotAvailable(string? text, DeepFlushState expected)
    {
        NdRegion region = Region(text, FakeLinux.ReadableByAll);
        Assert.Equal(expected, region.DeepFlush);

        DaxException exception = Assert.Throws<DaxException>(() => DeepFlushAttribute.Flush(region.SysfsPath));

        Assert.Equal(DaxError.DeepFlushNotAvailable, exception.Error);
        Assert.Equal(region.SysfsPath + "/deep_flush", exception.Path);
        Assert.NotEmpty(exception.Remedy);
        Assert.True(exception.IsPredicted);
    }

    [Fact]
    public void Flush_ThrowsWhenTheRegionHasGone()
    {
        NdRegion region = Region("1", FakeLinux.WritableByOwner);
        Directory.Delete(region.SysfsPath, recursive: true);

        Assert.Equal(DeepFlushState.NoRegion, DeepFlushAttribute.ReadState(region.SysfsPath));
        Assert.Equal(DaxError.DeepFlushNotAvailable, Assert.Throws<DaxException>(() => DeepFlushAttribute.Flush(region.SysfsPath)).Error);
    }

    [Fact]
    public void Flush_AsksTheStateAgain()
    {
        NdRegion region = Region("1", FakeLinux.WritableByOwner);
        _linux.Mode(region.SysfsPath[_linux.Directory.Length..] + "/deep_flush", FakeLinux.ReadableByAll);

        Assert.Equal(DaxError.DeepFlushNotAvailable, Assert.Throws<DaxException>(() => DeepFlushAttribute.Flush(region.SysfsPath)).Error);
    }

    [Fact]
    public void Write_ReportsTheErrnoOfAWriteThatFails()
    {
        // /dev/full takes the open and refuses the write: the failure that must never be swallowed.
        DaxException exception = Assert.Throws<DaxException>(() => DeepFlushAttribute.Write("/dev/full"));

        Assert.Equal(DaxError.System, exception.Error);
        Assert.Equal(Errno.ENOSPC, exception.Errno);
        Assert.Equal("ENOSPC", exception.ErrnoName);
        Assert.Equal("/dev/full", exception.Path);
        Assert.False(exception.IsPredicted);
    }

    [Fact]
    public void Write_ReportsTheErrnoOfAnOpenThatFails() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<DaxException>(() => DeepFlushAttribute.Write(_linux.Real("/nowhere"))).Errno);

    private NdRegion Region(string? text, UnixFileMode mode)
    {
        _linux.AddNdRegion(0, deepFlush: text, deepFlushMode: mode);
        return Assert.Single(NdBus.Regions(_linux.Root));
    }
}
