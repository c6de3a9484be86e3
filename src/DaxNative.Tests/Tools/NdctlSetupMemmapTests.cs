using Xunit;

namespace DaxNative.Tests;

/// <summary>The kernel parameter that tools/ndctl-setup.sh memmap proposes for a given memory map.</summary>
public sealed class NdctlSetupMemmapTests : IDisposable
{
    private const string SixteenGigabytes = """
        00000000-00000fff : Reserved
        00001000-0009fbff : System RAM
        00100000-bffddfff : System RAM
        100000000-43fffffff : System RAM
          19de00000-19edfffff : Kernel code
        """;

    private readonly TempPath _folder = TempPath.InMemory();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Memmap_StartsAbove4GiBAndLeavesTheRestOfTheMemory()
    {
        SetupScript run = Memmap(SixteenGigabytes, "--size", "2G");

        Assert.True(run.Status == 0, run.ToString());
        Assert.Equal("memmap=2G!4G\n", run.Output);
        Assert.Contains(@"memmap=2G\!4G", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Memmap_WithoutSizeProposesOne() => Assert.Equal("memmap=2G!4G\n", Memmap(SixteenGigabytes).Output);

    [Fact]
    public void Memmap_KeepsClearOfWhatIsReservedInsideOrdinaryMemory()
    {
        SetupScript run = Memmap(SixteenGigabytes + "\n  140000000-17fffffff : Crash kernel\n", "--size", "2G");

        Assert.Equal("memmap=2G!6G\n", run.Output);
    }

    [Fact]
    public void Memmap_NeverCrossesFromOneRangeIntoAnother()
    {
        // Two ranges of 3 GiB with a hole between them: 2 GiB fit in each, not across.
        const string Map = """
            00100000-bffddfff : System RAM
            100000000-17fffffff : System RAM
            180000000-18fffffff : Reserved
            1a0000000-3ffffffff : System RAM
            """;

        Assert.Equal("memmap=4G!7G\n", Memmap(Map, "--size", "4G").Output);
    }

    [Fact]
    public void Memmap_FallsBackToTheAlignmentOfAMemorySection()
    {
        const string Map = """
            00100000-bffddfff : System RAM
            100800000-148000000 : System RAM
            """;

        Assert.Equal("memmap=1G!4224M\n", Memmap(Map, "--size", "1G").Output);
    }

    [Theory]
    [InlineData("15G")]
    [InlineData("12304M")]
    public void Memmap_RefusesToTakeWhatTheSystemNeeds(string size)
    {
        SetupScript run = Memmap(SixteenGigabytes, "--size", size);

        Assert.Equal(1, run.Status);
        Assert.Contains("ask for 122", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Memmap_RefusesAMachineWithNothingAbove4GiB()
    {
        SetupScript run = Memmap("00100000-bffddfff : System RAM\n");

        Assert.Equal(1, run.Status);
        Assert.Contains("docs/setup.md", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Memmap_DoesNotBelieveAMapOfZeros()
    {
        SetupScript run = Memmap("00000000-00000000 : System RAM\n00000000-00000000 : System RAM\n");

        Assert.Equal(1, run.Status);
        Assert.Contains("as root", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Memmap_FromTheFirmwareMapLeavesOutWhatThisBootHasTaken()
    {
        using FakeMachine machine = new FakeMachine().Write("proc/cmdline", "quiet memmap=1G!4G,512M!0x140000000 ro\n")
            .Write("sys/firmware/memmap/0/start", "0x100000\n").Write("sys/firmware/memmap/0/end", "0xbffddfff\n").Write("sys/firmware/memmap/0/type", "System RAM\n")
            .Write("sys/firmware/memmap/1/start", "0x100000000\n").Write("sys/firmware/memmap/1/end", "0x43fffffff\n").Write("sys/firmware/memmap/1/type", "System RAM\n")
            .Write("sys/firmware/memmap/2/start", "0xfd00000000\n").Write("sys/firmware/memmap/2/end", "0xffffffffff\n").Write("sys/firmware/memmap/2/type", "Reserved\n");

        SetupScript run = machine.Run("memmap", "--size", "2G");

        Assert.True(run.Status == 0, run.ToString());
        Assert.Equal("memmap=2G!6G\n", run.Output);
        Assert.Contains("already has a memmap=", run.Error, StringComparison.Ordinal);
    }

    private SetupScript Memmap(string map, params string[] options)
    {
        File.WriteAllText(_folder.Path, map);
        return SetupScript.Run(["memmap", .. options], new Dictionary<string, string> { ["DAXNATIVE_IOMEM"] = _folder.Path });
    }
}
