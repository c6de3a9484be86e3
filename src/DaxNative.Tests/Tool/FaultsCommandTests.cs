using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

public class FaultsCommandTests
{
    private const int Pages = 64;
    private static readonly string[] s_quick = ["--pages", "64", "--load-size", "2"];

    [SkippableFact]
    public void OnPageCache_HalfOfTheCellsAreNotAvailableAndNothingIsLeftBehind()
    {
        using var temp = TempPath.OnDisk();
        string folder = Directory.CreateDirectory(Path.Combine(temp.Directory, "here")).FullName;

        JsonElement report = ToolRun.JsonOfProcess(["faults", folder, .. s_quick]);

        Assert.False(report.GetProperty("is_dax").GetBoolean());
        JsonElement[] cells = [.. report.GetProperty("cells").EnumerateArray()];
        Assert.Equal(8, cells.Length);
        Assert.All(cells, cell => Assert.Equal(cell.GetProperty("map_sync").GetBoolean(), cell.GetProperty("measured").ValueKind == JsonValueKind.Null));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Trait("Category", "Kernel")]
    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void OnDax_EveryCellIsMeasuredAndOnlyAPlainFaultThatAllocatesIsMajor(string mount)
    {
        string folder = Directory.CreateDirectory(Path.Combine(TestDevices.Get(mount), Guid.NewGuid().ToString("N"))).FullName;
        JsonElement report = ToolRun.JsonOfProcess(["faults", folder, .. s_quick]);

        Assert.True(report.GetProperty("is_map_sync").GetBoolean());
        JsonElement[] cells = [.. report.GetProperty("cells").EnumerateArray()];
        Assert.Equal(8, cells.Select(cell => (cell.GetProperty("file").GetString(), cell.GetProperty("load").GetBoolean(), cell.GetProperty("map_sync").GetBoolean())).Distinct().Count());
        Assert.All(cells, cell =>
        {
            Assert.Equal(Pages, cell.GetProperty("measured").GetProperty("histogram").EnumerateArray().Sum(bucket => bucket.GetProperty("count").GetInt32()));
            bool isMajor = cell.GetProperty("file").GetString() == "empty" && !cell.GetProperty("map_sync").GetBoolean();
            Assert.Equal(isMajor, cell.GetProperty("major_faults").GetInt64() >= Pages);
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    [SkippableFact]
    public void AFileThatIsThere_IsRefusedAndKeepsItsContents()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(10);
        Assert.Equal(1, ToolRun.Of("faults", temp.Path).ExitCode);
        Assert.Equal(10, new FileInfo(temp.Path).Length);
    }

    [SkippableTheory]
    [InlineData("--no-such-option")]
    [InlineData("--pages", "0")]
    public void WrongUsage_IsSixtyFour(params string[] arguments) =>
        Assert.Equal(64, ToolRun.Of(["faults", "/tmp", .. arguments]).ExitCode);
}
