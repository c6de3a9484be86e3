using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The log on every kind of persistent memory that a kernel has: what is killed is recovered, and the guarantee is named.</summary>
[Collection(ReconfiguresDevices.Name)]
public class LogKernelTests
{
    private const string Program = "TransactionalLog";

    // Under emulation each child of them takes seconds to start; torture --kills N goes on for as long as somebody likes.
    private const int Kills = 2;

    // A multiple of every device's align.
    private static readonly string[] s_small = ["--length", "8"];

    [SkippableTheory]
    [Trait("Category", "Kernel")]
    [InlineData(TestDevices.NvdimmExt4, true)]
    [InlineData(TestDevices.VirtioExt4, false)]
    public void DemoAndTorture_LoseNothing(string place, bool isByCpu) => LoseNothing(place, isByCpu);

    [SkippableTheory]
    [Trait("Category", "Kernel")]
    [InlineData(TestDevices.NvdimmXfs)]
    [InlineData(TestDevices.NvdimmDevice4K)]
    [InlineData(TestDevices.NvdimmDevice2M)]
    public void DemoAndTorture_OnOtherMemoryLoseNothing(string place) => LoseNothing(place, isByCpu: true);

    private static void LoseNothing(string place, bool isByCpu)
    {
        string where = TestDevices.Get(place);
        string path = Directory.Exists(where) ? Path.Combine(where, Guid.NewGuid().ToString("n")) : where;

        if (path == where)
        {
            // What another test left there.
            using PersistentMapping device = PersistentMapping.Open(path);
            device.Fill(0, 4096, 0);
        }

        JsonElement demo = SampleProgram.Json(Program, ["demo", path, "--rounds", "1", .. s_small]);
        ProcessResult run = ProbeProcess.Run("torture", "--path", path, "--kills", $"{Kills}", s_small[0], s_small[1]);
        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement torture = JsonDocument.Parse(run.Output).RootElement;

        Assert.True(demo.GetProperty("survives_power_cut").GetBoolean());
        Assert.Equal(isByCpu, !demo.GetProperty("guarantee").GetString()!.StartsWith("Page", StringComparison.Ordinal));
        Assert.All(demo.GetProperty("rounds").EnumerateArray(), round => Assert.Equal(0, round.GetProperty("lost").GetInt64()));
        Assert.Equal(Kills, torture.GetProperty("kills").GetInt32());
        Assert.True(torture.GetProperty("compared").GetInt64() > 0);
        Assert.True(path == where || !File.Exists(path));
    }
}
