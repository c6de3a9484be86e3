using DaxNative.Log;

namespace DaxNative.Benchmarks;

/// <summary>The logs that cases work on, beside the area and together as long: whoever goes around one finds no line in a cache.</summary>
internal sealed class AllLogs : IDisposable
{
    private const long Long = 1 << 30;
    private const long Short = 16 << 20;

    // Some time slices, of which every thread gets its own.
    private static readonly TimeSpan s_sharedTime = TimeSpan.FromMilliseconds(100);

    internal AllLogs(Area area)
    {
        One = new LogLoops(Create(area.Path + ".log", area.Length));
        Shared = new SharedLog(Create(area.Path + ".shared-log", area.Length), s_sharedTime);
        Scanned = ScannedSizes.ToDictionary(size => size, size => new ScannedLogs($"{area.Path}.scanned-{size}", (int)size, area.Length / ScannedLogs.LogLength / 2));
        LongClosed = new ClosedLog(area.Path + ".long-log", Long);
        ShortClosed = new ClosedLog(area.Path + ".short-log", Short);
        Disk = FileStreamPeer.OnDisk();
    }

    /// <summary>What the records of a recovery hold, in bytes.</summary>
    internal static IReadOnlyList<long> ScannedSizes { get; } = [64, 4 << 10];

    internal LogLoops One { get; }

    /// <summary>The one that many threads append to.</summary>
    internal SharedLog Shared { get; }

    /// <summary>By the size of a payload.</summary>
    internal IReadOnlyDictionary<long, ScannedLogs> Scanned { get; }

    internal ClosedLog LongClosed { get; }

    internal ClosedLog ShortClosed { get; }

    /// <summary>Null where the machine has no disk to write to.</summary>
    internal FileStreamPeer? Disk { get; }

    /// <summary>A log in a new file on the same memory, at cache-line granularity, all of its pages present.</summary>
    internal static TransactionalLog Create(string path, long length) => TransactionalLog.Create(
        PersistentMapping.Open(path, Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = length }), leaveOpen: false);

    public void Dispose()
    {
        One.Dispose();
        Shared.Dispose();
        foreach (ScannedLogs logs in Scanned.Values)
        {
            logs.Dispose();
        }

        Disk?.Dispose();
    }
}
