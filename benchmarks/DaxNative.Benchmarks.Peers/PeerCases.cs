namespace DaxNative.Benchmarks;

/// <summary>Our log beside what a .NET user would pick instead: on the same memory, and on a disk.</summary>
internal static class PeerCases
{
    private const int Callers = 8;
    private const int MostRounds = 25;

    // Ours would otherwise have too few operations to be measured.
    private const int FewerOfPeers = 64;

    // A flush of a disk takes up to some milliseconds.
    private const int MostOnDisk = 16;
    private static readonly TimeSpan s_diskTime = TimeSpan.FromMilliseconds(10);
    private static readonly long[] s_sizes = [64, 4 << 10];

    internal static IEnumerable<string> Names { get; } =
        [.. ((ReadOnlySpan<string>)[LogPeers.Memory, LogPeers.Disk, LogPeers.DiskShared]).ToArray().SelectMany(start => s_sizes.Select(size => start + Sizes.Text(size)))];

    internal static IEnumerable<ComparisonCase> All(PeerLogs logs) =>
    [
        .. s_sizes.Select(size => new ComparisonCase(LogPeers.Memory + Sizes.Text(size),
        [
            Ours.Loop(logs.Memory.Append, sample => logs.Memory.Check(in sample, 1)),
            .. logs.Peers.Select(peer => new FewerOperations(peer, FewerOfPeers)),
        ])
        {
            Size = size,
            Stride = Sizes.Record(size),
        }),
        .. s_sizes.Select(size => OnDisk(LogPeers.Disk, size, logs.Disk, disk =>
        [
            Ours.Loop(disk.One.Append, sample => disk.One.Check(in sample, 1)),
            disk.File,
        ])),
        .. s_sizes.Select(size => OnDisk(LogPeers.DiskShared, size, logs.Disk, disk =>
        [
            disk.Shared.Callers(Callers, Statistic.Time),
            disk.Shared.Callers(1, Statistic.Time, SharedLogCases.OneCaller),
        ]) with
        {
            HasOwnTime = true,
            MostRounds = MostRounds,
        }),
    ];

    private static ComparisonCase OnDisk(string start, long size, DiskLogs? disk, Func<DiskLogs, Participant[]> participants) => new(start + Sizes.Text(size), disk is null ? [] : participants(disk))
    {
        Size = size,
        Stride = Sizes.Record(size),
        MostOperations = MostOnDisk,
        SampleTime = s_diskTime,
        MayAllocate = true,
        Skipped = disk is null ? "the folder for temporary files is not on a disk" : null,
    };
}
