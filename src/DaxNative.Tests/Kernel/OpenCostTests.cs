using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// What an Open costs, in system calls and not in time: no scan of smaps, no directory listing of buses, no device but
/// its own, and nothing anew that is the same for every mapping.
/// </summary>
public class OpenCostTests
{
    [SkippableFact]
    public void OrdinaryFile_IsOpenedWithoutScansAndWithoutOtherDevices()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(1 << 20);
        Check(OpenTrace.Of(temp.Path), temp.Path);
    }

    [SkippableFact]
    public void VolatileFile_MakesTheFlushCodeOncePerProcess()
    {
        using TempPath temp = TempPath.InMemory().WithFile(1 << 20);
        OpenTrace trace = OpenTrace.Of(temp.Path);
        Check(trace, temp.Path);

        // The first Open needs the code at cache-line granularity, the second finds it made.
        Assert.Single(trace.Whole, line => line.Contains("memfd_create(\"daxnative-flush\"", StringComparison.Ordinal));
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void DaxFile_IsOpenedWithoutScansAndWithoutOtherDevices()
    {
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        OpenTrace trace = OpenTrace.Of(file.Path);
        Check(trace, file.Path);
        NamesOnlyOneRegion(trace);
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void Device_IsOpenedWithoutScansAndWithoutOtherDevices()
    {
        string path = TestDevices.Get(TestDevices.NvdimmDevice2M);
        OpenTrace trace = OpenTrace.Of(path);
        Check(trace, path);
        NamesOnlyOneRegion(trace);
    }

    private static void Check(OpenTrace trace, string path)
    {
        string text = string.Join('\n', trace.SecondOpen);
        Assert.Contains(path, trace.Paths);
        Assert.False(trace.Has("smaps"), text);
        Assert.False(trace.Has("/self/maps"), text);
        Assert.False(trace.Has("memfd_create"), text);

        // The one directory that is read says what lies below this very block device.
        Assert.All(trace.SecondOpen.Where(line => line.Contains("O_DIRECTORY", StringComparison.Ordinal)), line => Assert.Contains("/slaves\"", line, StringComparison.Ordinal));
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
