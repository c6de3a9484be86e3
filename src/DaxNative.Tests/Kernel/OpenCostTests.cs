using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// What opening, mapping and disposing cost, in system calls and not in time: few, no scan of smaps, no directory listing
/// of buses, no device but its own, and nothing anew that is the same for every mapping.
/// </summary>
public class OpenCostTests
{
    private const int FirstTime = 34;
    private const int SecondTime = 20;

    // Besides, a device has its mode, its size and align, and whether its region is read-only.
    private const int FirstTimeOfADevice = 36;
    private const int SecondTimeOfADevice = SecondTime;

    [SkippableFact]
    public void OrdinaryFile_IsOpenedInFewSystemCallsAndWithoutScans()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4 << 20);
        Check(OpenTrace.Of(temp.Path), temp.Path, FirstTime, SecondTime);
    }

    [SkippableFact]
    public void VolatileFile_IsOpenedInFewSystemCallsAndMakesTheFlushCodeOncePerProcess()
    {
        using TempPath temp = TempPath.InMemory().WithFile(4 << 20);
        OpenTrace trace = OpenTrace.Of(temp.Path);
        Check(trace, temp.Path, FirstTime, SecondTime);

        // The first Open needs the code at cache-line granularity, the second finds it made.
        Assert.Single(trace.Whole, line => line.Contains("memfd_create(\"daxnative-flush\"", StringComparison.Ordinal));
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void FileOnDax_IsOpenedInFewSystemCallsAndWithoutOtherDevices() => OfAMount(TestDevices.NvdimmExt4);

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmXfs)]
    [InlineData(TestDevices.E820Ext4)]
    [InlineData(TestDevices.VirtioExt4)]
    [InlineData(TestDevices.PlainExt4)]
    [Trait("Category", "Kernel")]
    public void FileOfAnyMount_IsOpenedInFewSystemCallsAndWithoutOtherDevices(string mount) => OfAMount(mount);

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice2M)]
    [InlineData(TestDevices.E820Device)]
    [Trait("Category", "Kernel")]
    public void Device_IsOpenedInFewSystemCallsAndWithoutOtherDevices(string device)
    {
        string path = TestDevices.Get(device);
        OpenTrace trace = OpenTrace.Of(path);
        Check(trace, path, FirstTimeOfADevice, SecondTimeOfADevice);
        NamesOnlyOneRegion(trace);
    }

    private static void OfAMount(string mount)
    {
        using var file = TestFile.Written(mount);
        OpenTrace trace = OpenTrace.Of(file.Path);
        Check(trace, file.Path, FirstTime, SecondTime);
        NamesOnlyOneRegion(trace);
    }

    private static void Check(OpenTrace trace, string path, int first, int second)
    {
        trace.RequireBothEnds();
        string text = string.Join('\n', [.. trace.FirstOpen, "again", .. trace.SecondOpen]);
        Assert.True(trace.FirstOpen.Count <= first && trace.SecondOpen.Count <= second, $"{trace.FirstOpen.Count} and {trace.SecondOpen.Count} system calls:\n{text}");
        Assert.Contains(path, trace.Paths);

        // Whether the mount leaves out the flush of the disks is nowhere else.
        Assert.All(trace.Paths.Where(name => name.StartsWith("/proc/", StringComparison.Ordinal)), name => Assert.Equal("/proc/self/mountinfo", name));
        Assert.False(trace.Has("memfd_create"), text);
        Assert.False(trace.Has("O_DIRECTORY"), text);

        // After a refusal the addresses would be nobody's (AddressTests), and what is mapped over them next somebody else's.
        Assert.DoesNotContain(trace.FirstOpen.Concat(trace.SecondOpen), line => line.Contains("MAP_FIXED", StringComparison.Ordinal) && line.Contains(" = -1 ", StringComparison.Ordinal));
        string own = OwnDirectory(path);
        Assert.All(trace.Paths.Where(name => name.StartsWith("/sys/devices/", StringComparison.Ordinal)), name => Assert.True(IsOnTheWayTo(own, name), $"{name} is not on the way to {own}"));
    }

    private static string OwnDirectory(string path)
    {
        Assert.Equal(0, PosixFile.Status(path, out FileStatus status));
        string node = status.Type == FileType.CharacterDevice ? "char/" + status.Special : "block/" + status.Device;
        return SysfsPath.Resolve(LinuxRoot.Running, LinuxRoot.Running.Sys + "/dev/" + node) ?? LinuxRoot.Running.Sys + "/none";
    }

    /// <summary>The device's own directory, what is in it, the directories above it and the attributes in those; its dax region beside it.</summary>
    private static bool IsOnTheWayTo(string own, string path) =>
        (own + "/").StartsWith(path + "/", StringComparison.Ordinal)
        || path.StartsWith(own + "/", StringComparison.Ordinal)
        || own.StartsWith(Path.GetDirectoryName(path)!.Replace("/dax_region", "", StringComparison.Ordinal) + "/", StringComparison.Ordinal);

    private static void NamesOnlyOneRegion(OpenTrace trace)
    {
        string[] regions = [.. trace.Paths
            .SelectMany(path => path.Split('/'))
            .Where(part => part.StartsWith("region", StringComparison.Ordinal) && part.Length > 6 && part[6..].All(char.IsAsciiDigit))
            .Distinct()];
        Assert.True(regions.Length <= 1, string.Join(' ', regions));
    }
}
