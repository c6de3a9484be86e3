using Xunit;

namespace DaxNative.Tests;

public class MountInfoTests(RecordedKernels recorded) : IClassFixture<RecordedKernels>
{
    [Fact]
    public void TryParse_ReadsEveryField()
    {
        MountInfoEntry mount = MountInfoParser.TryParse("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 x shared:2 - ext3 /dev/root rw,errors=continue")!;

        Assert.Equal((36, 35, 98u, 0u), (mount.Id, mount.ParentId, mount.Major, mount.Minor));
        Assert.Equal(("/mnt1", "/mnt2"), (mount.Root, mount.MountPoint));
        Assert.Equal(["rw", "noatime"], mount.Options);
        Assert.Equal(["master:1", "x", "shared:2"], mount.OptionalFields);
        Assert.Equal(("ext3", "/dev/root"), (mount.FileSystemType, mount.Source));
        Assert.Equal(["rw", "errors=continue"], mount.SuperOptions);
    }

    [Fact]
    public void TryParse_UndoesEveryEscapeOfMountInfo()
    {
        MountInfoEntry mount = MountInfoParser.TryParse(@"1 1 0:1 / /a\040b\011c\012d\134e\043f rw - fuse.x\040y s\134040 rw,lowerdir=/a\040b\1")!;

        Assert.Equal("/a b\tc\nd\\e#f", mount.MountPoint);
        Assert.Empty(mount.OptionalFields);
        Assert.Equal("fuse.x y", mount.FileSystemType);
        Assert.Equal("s\\040", mount.Source);
        Assert.Equal("lowerdir=/a b\\1", mount.SuperOptions[1]);
    }

    [Theory]
    [InlineData("1 1 0:1 / / rw - tmpfs  rw", "", 1)]
    [InlineData("1 1 0:1 / / rw - tmpfs none ", "none", 0)]
    public void TryParse_TakesAnEmptySourceAndEmptyOptions(string line, string source, int options)
    {
        MountInfoEntry mount = MountInfoParser.TryParse(line)!;

        Assert.Equal(source, mount.Source);
        Assert.Equal(options, mount.SuperOptions.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 1 0:1 / / rw")]
    [InlineData("1 1 0:1 / / rw shared:1")]
    [InlineData("1 1 0:1 / / rw -")]
    [InlineData("1 1 0:1 / / rw - ext4")]
    [InlineData("1 1 0:1 / / rw - ext4 /dev/sda")]
    [InlineData("x 1 0:1 / / rw - ext4 /dev/sda rw")]
    [InlineData("-1 1 0:1 / / rw - ext4 /dev/sda rw")]
    [InlineData("1 1 01 / / rw - ext4 /dev/sda rw")]
    [InlineData("1 1 0:4294967296 / / rw - ext4 /dev/sda rw")]
    [InlineData("2147483648 1 0:1 / / rw - ext4 /dev/sda rw")]
    public void TryParse_IsNullForWhatIsNotAMount(string line) => Assert.Null(MountInfoParser.TryParse(line));

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void ForDevice_FindsTheMountOfAFileSystemByItsNumber(string kernel)
    {
        (uint major, uint minor) = recorded.Mount(kernel, "/mnt/realtime");

        MountInfoEntry mount = MountInfoReader.ForDevice(recorded[kernel], major, minor)!;

        Assert.Equal("xfs", mount.FileSystemType);
        Assert.Contains("dax=always", mount.SuperOptions);
        Assert.Contains("rtdev=/dev/mapper/stacked", mount.SuperOptions);
        Assert.Null(MountInfoReader.ForDevice(recorded[kernel], 999, 999));
    }

    [Fact]
    public void ForDevice_ReportsAMalformedLine()
    {
        using var linux = new FakeLinux();
        linux.Text("/proc/self/mountinfo", "garbage\n");

        Assert.Equal(DaxError.MalformedText, Assert.Throws<DaxException>(() => MountInfoReader.ForDevice(linux.Root, 1, 1)).Error);
    }
}
