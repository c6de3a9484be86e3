using DaxNative.Logs;

namespace DaxNative.Benchmarks;

/// <summary>The logs that cases work on, beside the area and together as long: whoever goes around one finds no line in a cache.</summary>
internal sealed class AllLogs : IDisposable
{
    private const int Partitions = 2;
    private const long Long = 1 << 30;
    private const long Short = 16 << 20;
    private readonly PartitionedLog _partitioned;

    internal AllLogs(Area area)
    {
        One = new LogLoops(area.Path + ".log", area.Length);
        Other = new LogLoops(area.Path + ".other-log", area.Length);
        Scanned = ScannedSizes.ToDictionary(size => size, size => new ScannedLogs($"{area.Path}.scanned-{size}", (int)size, area.Length / ScannedLogs.LogLength / 2));
        _partitioned = PartitionedLog.Create(area.Path + ".partitioned-log", Partitions, new LogOptions
        {
            Length = area.Length,
            AllowVolatile = true,
            RequiredGranularity = StoreGranularity.CacheLine,
        });
        First = new PartitionLoops(_partitioned, 0);
        Second = new PartitionLoops(_partitioned, 1);
        LongClosed = new ClosedLog(area.Path + ".long-log", Long);
        ShortClosed = new ClosedLog(area.Path + ".short-log", Short);
        Disk = FileStreamPeer.Open();
    }

    /// <summary>What the records of a recovery hold, in bytes.</summary>
    internal static IReadOnlyList<long> ScannedSizes { get; } = [64, 4 << 10];

    internal LogLoops One { get; }

    internal LogLoops Other { get; }

    /// <summary>By the size of a payload.</summary>
    internal IReadOnlyDictionary<long, ScannedLogs> Scanned { get; }

    /// <summary>One partition of a log that has two.</summary>
    internal PartitionLoops First { get; }

    /// <summary>The other one.</summary>
    internal PartitionLoops Second { get; }

    internal ClosedLog LongClosed { get; }

    internal ClosedLog ShortClosed { get; }

    /// <summary>Null where the machine has no disk to write to.</summary>
    internal FileStreamPeer? Disk { get; }

    public void Dispose()
    {
        One.Dispose();
        Other.Dispose();
        _partitioned.Dispose();
        foreach (ScannedLogs logs in Scanned.Values)
        {
            logs.Dispose();
        }

        Disk?.Dispose();
    }
}
