using Xunit;

namespace DaxNative.Tests;

public class SmapsParserTests
{
    private const string Entry = """
        7f4680000000-7f46c0000000 rw-s 00200000 103:05 135                        /dev/dax1.0
        Size:            1048576 kB
        KernelPageSize:  1048576 kB
        MMUPageSize:     1048576 kB
        Rss:                   0 kB
        THPeligible:           0
        ProtectionKey:         0
        VmFlags: rd wr sh mr mw me ms sf sd hg 
        """;

    [Fact]
    public void Parse_ReadsEveryFieldOfAnEntry()
    {
        SmapsEntry entry = Assert.Single(Parse(Entry));

        Assert.Equal(0x7f4680000000UL, entry.Start);
        Assert.Equal(0x7f46c0000000UL, entry.End);
        Assert.Equal("rw-s", entry.Permissions);
        Assert.Equal(0x200000UL, entry.Offset);
        Assert.Equal((0x103u, 5u, 135UL), (entry.Major, entry.Minor, entry.Inode));
        Assert.Equal("/dev/dax1.0", entry.Pathname);
        Assert.False(entry.IsDeleted);
        Assert.Equal(1L << 30, entry.KernelPageSize);
        Assert.Equal(1L << 30, entry.MmuPageSize);
        Assert.Equal(["KernelPageSize", "MMUPageSize", "Rss", "Size"], entry.Sizes.Keys.Order(StringComparer.Ordinal));
        Assert.True(entry.VmFlags.Contains(VmFlag.SynchronousFault));
        Assert.Equal("rd wr sh mr mw me ms sf sd hg", entry.VmFlags.ToString());
    }

    [Fact]
    public void Parse_LeavesOutWhatAnOldKernelDoesNotPrint()
    {
        SmapsEntry entry = Assert.Single(Parse("00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/dbus-daemon\nSize: 328 kB\n"));

        Assert.Null(entry.KernelPageSize);
        Assert.Empty(entry.VmFlags.Mnemonics);
        Assert.Equal(328 * 1024, entry.Sizes["Size"]);
    }

    [Theory]
    [InlineData("/a b", "/a b", false)]
    [InlineData("/a\\012b", "/a\nb", false)]
    [InlineData("/a\\040b", "/a\\040b", false)]
    [InlineData("/a (deleted)", "/a", true)]
    [InlineData("/a (deleted) ", "/a (deleted) ", false)]
    [InlineData("/a\rb", "/a\rb", false)]
    [InlineData("[heap]", "[heap]", false)]
    [InlineData("", "", false)]
    public void Parse_UndoesOnlyTheEscapeThatSmapsWrites(string printed, string path, bool deleted)
    {
        SmapsEntry entry = Assert.Single(Parse($"00400000-00452000 r-xp 00000000 08:02 1          {printed}"));

        Assert.Equal(path, entry.Pathname);
        Assert.Equal(deleted, entry.IsDeleted);
    }

    [Fact]
    public void Parse_TakesTheHighestAddressOfAProcess() => Assert.Equal(
        unchecked((nuint)0xffffffffff600000),
        Assert.Single(Parse("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0      [vsyscall]")).Start);

    [Theory]
    [InlineData("garbage")]
    [InlineData("00400000-00452000")]
    [InlineData("00452000-00400000 r-xp 00000000 08:02 1")]
    [InlineData("00400000-00400000 r-xp 00000000 08:02 1")]
    [InlineData("00400000-1ffffffffffffffff r-xp 00000000 08:02 1")]
    [InlineData("00400000-00452000 r-x 00000000 08:02 1")]
    [InlineData("00400000-00452000 r-xp 00000000 100000000:02 1")]
    [InlineData("00400000-00452000 r-xp 00000000 0802 1")]
    [InlineData("Size: 4 kB")]
    [InlineData("00400000-00452000 r-xp 00000000 08:02 1\nSize: -4 kB")]
    [InlineData("00400000-00452000 r-xp 00000000 08:02 1\nSize: 9223372036854775807 kB")]
    [InlineData("00400000-00452000 r-xp 00000000 08:02 1\nno header")]
    public void Parse_ReportsMalformedTextAndTheLine(string text)
    {
        DaxException exception = Assert.Throws<DaxException>(() => Parse(text));

        Assert.Equal(DaxError.MalformedText, exception.Error);
        Assert.Contains(text.Split('\n')[^1], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_PassesOverFieldsThatItDoesNotKnow()
    {
        SmapsEntry entry = Assert.Single(Parse(Entry + "\nNewFlag: maybe\nNewSize: 8 kB\nNothing:"));

        Assert.Equal(8192, entry.Sizes["NewSize"]);
        Assert.DoesNotContain("NewFlag", entry.Sizes.Keys);
    }

    [Fact]
    public void Parse_GivesTheEntriesOfARangeAndTakesNoLineBeyondIt()
    {
        int taken = 0;
        string[] lines = ["1000-2000 r--p 0 0:0 0", "2000-3000 r--p 0 0:0 0", "Size: 4 kB", "4000-5000 r--p 0 0:0 0", "5000-6000 r--p 0 0:0 0", "Size: 4 kB", "nonsense"];

        SmapsEntry[] entries = [.. SmapsParser.Parse(lines.Select(line => { taken++; return line; }), 0x2fff, 0x4001)];

        Assert.Equal([(nuint)0x2000, (nuint)0x4000], entries.Select(entry => entry.Start));
        Assert.Equal(5, taken);
        Assert.Equal(4096, entries[0].Sizes["Size"]);
    }

    private static SmapsEntry[] Parse(string text) => [.. SmapsParser.Parse(text.Split('\n'))];
}
