using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

public class ShellTextTests
{
    [Theory]
    [InlineData("/mnt/pmem0", "/mnt/pmem0")]
    [InlineData("/mnt/with space", "'/mnt/with space'")]
    [InlineData("/mnt/$(reboot)", "'/mnt/$(reboot)'")]
    [InlineData("/mnt/it's", "'/mnt/it'\\''s'")]
    [InlineData("-rf", "'-rf'")]
    [InlineData("", "''")]
    public void Quote_MakesOneWordOfAnyPath(string path, string expected) => Assert.Equal(expected, ShellText.Quote(path));

    [Fact]
    public void RemedyOfAMount_CanBeCopiedIntoAShell()
    {
        using var linux = new FakeLinux();
        linux.AddPmem(linux.AddNdRegion(0), "pmem0", 259, 0);
        linux.AddMount(259, 0, "/mnt/my\\040data;reboot", "ext4", "/dev/pmem0", "rw,dax=never");

        DoctorMount mount = Assert.Single(MountOutlook.All(linux.Root));

        Assert.Contains(mount.Outlook.Conditions, condition => condition.Remedy == "umount '/mnt/my data;reboot' && mount -o dax=always /dev/pmem0 '/mnt/my data;reboot'");
    }
}
