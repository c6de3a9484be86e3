using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Garnet on persistent memory is killed while its clients wait for commits: what was answered is there.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class GarnetKernelTests(ITestOutputHelper output)
{
    // Under emulation a SET takes some hundred times as long as elsewhere.
    private const int Least = 60;
    private const int Most = 240;

    /// <summary>Both at once: a server that starts leaves one of the guest's processors to the other.</summary>
    [SkippableFact]
    public async Task Kill_OnADaxFileSystemAndOnADeviceLosesNoSetThatWasAnswered()
    {
        string folder = Path.Combine(TestDevices.Get(TestDevices.NvdimmExt4), Guid.NewGuid().ToString("N"));
        string device = TestDevices.Get(TestDevices.NvdimmDevice2M);
        Clear(device);
        try
        {
            await Task.WhenAll(RoundsAsync(folder, "--data", folder), RoundsAsync(device, "--data", device, "--length", "512"));
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Clear(device);
        }
    }

    private Task RoundsAsync(string place, params string[] arguments) => Task.Factory.StartNew(
        () => new GarnetKillRounds(output, arguments) { Look = server => ExpectCpuFlushes(server, place) }.Run(Least, Most),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    // No page cache and no msync between a store and the media: the kernel has granted MAP_SYNC (sf), to a file as to a device.
    private static void ExpectCpuFlushes(GarnetProcess server, string place)
    {
        Assert.Matches("(Byte|CacheLine) \\(", server.Guarantee);
        SmapsEntry[] areas = [.. server.Areas.Where(area => area.Pathname.StartsWith(place, StringComparison.Ordinal))];
        Assert.NotEmpty(areas);
        Assert.All(areas, area => Assert.True(area.VmFlags.Contains("sf"), area.ToString()));
    }

    // What another test left there, and what this one leaves: a store is made where the first MiB is zero.
    private static void Clear(string device)
    {
        using PersistentMapping all = PersistentMapping.Open(device);
        all.Fill(0, 1 << 20, 0);
    }
}
