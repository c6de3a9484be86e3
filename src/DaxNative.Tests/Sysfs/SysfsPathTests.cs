using Xunit;

namespace DaxNative.Tests;

public sealed class SysfsPathTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    [Fact]
    public void Resolve_FollowsLinksOnTheWayAndAtTheEnd()
    {
        _linux.Folder("/sys/devices/a/b").Link("/sys/bus/x", "/sys/devices/a").Link("/sys/devices/a/again", "/sys/devices/a/b");

        Assert.Equal(_linux.Real("/sys/devices/a/b"), SysfsPath.Resolve(_linux.Root, _linux.Real("/sys/bus/x/again")));
    }

    [Theory]
    [InlineData("/etc", "/etc")]
    [InlineData("../../../../../../../../../../etc", "/etc")]
    public void Resolve_StaysInsideTheRoot(string target, string expected)
    {
        _linux.Folder("/etc").RawLink("/sys/out", target);

        Assert.Equal(_linux.Real(expected), SysfsPath.Resolve(_linux.Root, _linux.Real("/sys/out")));
    }

    [Fact]
    public void Resolve_IsNullForCirclesMissingTargetsAndForeignPaths()
    {
        _linux.RawLink("/sys/a", "b").RawLink("/sys/b", "a").RawLink("/sys/c", "nothing");

        Assert.Null(SysfsPath.Resolve(_linux.Root, _linux.Real("/sys/a")));
        Assert.Null(SysfsPath.Resolve(_linux.Root, _linux.Real("/sys/c")));
        Assert.Null(SysfsPath.Resolve(_linux.Root, "/proc"));
    }

    [Fact]
    public void SelfAndAncestors_EndsBelowDevices() => Assert.Equal(
        ["/sys/devices/a/b", "/sys/devices/a"],
        SysfsPath.SelfAndAncestors(LinuxRoot.Running, "/sys/devices/a/b"));

    [Fact]
    public void Read_StripsOneNewlineAndIsNullForWhatIsNoAttribute()
    {
        _linux.Text("/sys/two", "a\n\n").Text("/sys/none", "a").Text("/sys/empty", "").Folder("/sys/folder");

        Assert.Equal("a\n", SysfsAttribute.Read(_linux.Real("/sys/two")));
        Assert.Equal("a", SysfsAttribute.Read(_linux.Real("/sys/none")));
        Assert.Equal("", SysfsAttribute.Read(_linux.Real("/sys/empty")));
        Assert.Null(SysfsAttribute.Read(_linux.Real("/sys/folder")));
        Assert.Null(SysfsAttribute.Read(_linux.Real("/sys/missing")));
        Assert.Null(SysfsAttribute.Read(_linux.Real("/sys/two/below-a-file")));
    }

    [Fact]
    public void Read_StopsAfterFourKibibytes()
    {
        _linux.Text("/sys/long", new string('x', 10000));

        Assert.Equal(4096, SysfsAttribute.Read(_linux.Real("/sys/long"))!.Length);
    }

    // Root may open it and is told EINVAL; anybody else may not.
    [Fact]
    public void AnErrorThatNoAttributeHasToday_CountsAsMissing() => Assert.Null(SysfsAttribute.Read("/proc/self/clear_refs"));

    [Fact]
    public void Read_ThrowsWithThePathForASurprise()
    {
        _linux.RawLink("/sys/a", "b").RawLink("/sys/b", "a");

        DaxException exception = Assert.Throws<DaxException>(() => SysfsAttribute.Read(_linux.Real("/sys/a")));

        Assert.Equal(_linux.Real("/sys/a"), exception.Path);
        Assert.Equal("ELOOP", exception.ErrnoName);
    }
}
