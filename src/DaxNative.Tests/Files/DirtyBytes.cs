using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>How much of a file the kernel writes back for one line of 64 bytes.</summary>
internal static class DirtyBytes
{
    internal const int Length = 16 << 20;

    /// <summary>The kernel may read some pages around a fault into one folio (xfs: four of them), and a folio is written as a whole. It would be 2 MiB.</summary>
    internal const int Most = 64 << 10;

    /// <summary>Opens or makes a file at page granularity; what a line in the middle of it makes dirty, by this thread's account.</summary>
    internal static long OfOneLine(string path)
    {
        using PersistentMapping map = PersistentMapping.Open(path, TempPath.Volatile(Length));
        Assert.Equal(StoreGranularity.Page, map.Granularity);
        long before = WrittenByThisThread();
        map.AsSpan(5 << 20, 64).Fill(1);
        map.Persist(5 << 20, 64);
        return WrittenByThisThread() - before;
    }

    // Bytes that it caused to be written, counted when a page becomes dirty (proc_pid_io(5)).
    private static long WrittenByThisThread()
    {
        const string Name = "write_bytes: ";
        string line = File.ReadLines("/proc/thread-self/io").Single(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }
}

public class DirtyBytesTests
{
    [SkippableFact]
    public void AStoredLine_InANewFileOnThisDisk_MakesFewPagesDirty()
    {
        using var file = TempPath.OnDisk();
        long bytes = DirtyBytes.OfOneLine(file.Path);
        Skip.If(bytes == 0, "This disk is not written by pages of a cache; tools/test.sh has others, in the VM.");
        Assert.InRange(bytes, Environment.SystemPageSize, DirtyBytes.Most);
    }
}
