using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

public class PageTablesCommandTests
{
    private const long KiB = 1024;

    [Trait("Category", "Kernel")]
    [SkippableFact]
    public void AGibibyteCosts_AHundredTimesMoreAtFourKibibytesThanAtTwoMebibytes()
    {
        long small = NetOf(TestDevices.NvdimmDevice4K);
        long large = NetOf(TestDevices.NvdimmDevice2M);
        long largest = NetOf(TestDevices.NvdimmDevice1G);

        // 512 tables of the last level and one above; one; none. The runtime's own drift is some 16 KiB.
        Assert.InRange(small, 2048 * KiB, 2200 * KiB);
        Assert.InRange(large, 0, 20 * KiB);
        Assert.InRange(largest, 0, 16 * KiB);
        Assert.True(small >= 100 * large, $"{small} : {large}");
    }

    [SkippableFact]
    public void ADeviceThatIsNotThere_IsRefused() => Assert.Equal(1, ToolRun.Of("pagetables", "/dev/dax987.6").ExitCode);

    [SkippableFact]
    public void WrongUsage_IsSixtyFour() => Assert.Equal(64, ToolRun.Of("pagetables", "--no-such-option").ExitCode);

    private static long NetOf(string device)
    {
        string path = TestDevices.Get(device);
        JsonElement cost = Assert.Single(ToolRun.JsonOfProcess("pagetables", path).GetProperty("devices").EnumerateArray());
        Assert.Equal((TestDevices.AlignOf(device), 1L << 30), (cost.GetProperty("align").GetInt64(), cost.GetProperty("length").GetInt64()));
        return cost.GetProperty("net").GetInt64();
    }
}
