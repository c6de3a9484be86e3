using Xunit;

namespace DaxNative.Tests;

public class ProcessStatusTests
{
    [Fact]
    public void PageTableBytes_AreThoseOfTheLine() => Assert.Equal(2052 * 1024, Read("Name:\tx\nVmPTE:\t    2052 kB\nVmSwap:\t 0 kB\n"));

    [Theory]
    [InlineData("Name:\tx\n")]
    [InlineData("VmPTE:\t 12 MB\n")]
    [InlineData("VmPTE:\t -12 kB\n")]
    [InlineData("VmPTE:\t 9223372036854775807 kB\n")]
    public void PageTableBytes_RefusesWhatTheKernelDoesNotWrite(string text) =>
        Assert.Equal(DaxError.MalformedText, Assert.Throws<DaxException>(() => Read(text)).Error);

    [Fact]
    public void PageTableBytes_OfThisProcessAreSome() => Assert.True(ProcessMaps.PageTableBytes() > 0);

    [Fact]
    public void FaultsOfTheThread_AreCounted()
    {
        const int Pages = 2000;
        PageFaultCount before = PageFaultCount.OfCurrentThread();
        byte[] fresh = GC.AllocateUninitializedArray<byte>(Pages * 4096, pinned: true);
        for (int page = 0; page < Pages; page++)
        {
            fresh[page * 4096] = 1;
        }

        // The runtime may have touched the memory for us, and a huge page takes one fault for many.
        PageFaultCount faults = PageFaultCount.OfCurrentThread() - before;
        Assert.True(faults.Minor >= 0 && before.Minor > 0, $"{before}, {faults}");
    }

    private static long Read(string status)
    {
        using var temp = TempPath.OnDisk();
        string folder = Directory.CreateDirectory(Path.Combine(temp.Directory, "proc", "self")).FullName;
        File.WriteAllText(Path.Combine(folder, "status"), status);
        return ProcessStatus.PageTableBytes(LinuxRoot.At(temp.Directory));
    }
}
