namespace DaxNative.Benchmarks;

/// <summary>The log: appends of every kind beside its peers and beside each other, and recovery.</summary>
internal static class LogCases
{
    internal const string Append = "log-append/";
    internal const string Transaction = "log-transaction/4x64";
    internal const string Deferred = "log-deferred/64";
    internal const string Closed = "log-open-closed/1Gi";
    internal const string Recovery = "log-recovery/";
    internal const string OneAppend = "our append";
    internal const string PlainRead = "a plain read";
    internal const string ShortLog = "our 16 MiB log";
    private static readonly long[] s_sizes = [16, 64, 256, 1 << 10, 4 << 10];

    // How the records lie; whoever copies the payload first does our work.
    private static readonly (string Function, string Name, string CpuHas, int Align)[] s_limits =
    [
        ("append_packed", BestOf.KernelStart + "packed", "append", sizeof(long)),
        ("append_lines", BestOf.KernelStart + "lines", "append", Sample.LineSize),
        ("append_stream", BestOf.KernelStart + "non-temporal", "append_stream", Sample.LineSize),
        ("append_packed_uncopied", BestOf.UncopiedStart + "packed", "append", sizeof(long)),
        ("append_lines_uncopied", BestOf.UncopiedStart + "lines", "append", Sample.LineSize),
        ("append_stream_uncopied", BestOf.UncopiedStart + "non-temporal", "append_stream", Sample.LineSize),
    ];

    internal static IEnumerable<ComparisonCase> All(Area area, AllPeers peers, AllLogs logs) =>
    [
        .. s_sizes.Select(size => Appends(size, area, peers, logs)),
        .. s_sizes.Where(size => size is 64 or 4 << 10).Select(size => ToDisk(size, logs)),
        new(Transaction,
        [
            Ours.Loop(logs.One.Commit, sample => logs.One.Check(in sample, LogLoops.InTransaction)),
            Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1), OneAppend),
            peers.Libpmemobj.Loop("transaction", check: peers.Libpmemobj.Missing),
        ])
        {
            Size = 64,
            Stride = Sizes.Record(LogLoops.InTransaction * (64 + sizeof(int))),
        },
        new(Deferred,
        [
            Ours.Loop(logs.One.AppendDeferred, sample => logs.One.Check(in sample, 1)),
            Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1), OneAppend),
            .. peers.Limit.Supports("append_stream")
                ? [peers.Limit.Loop("append_stream_deferred", "C non-temporal", sample => RecordChecks.Records(area, in sample, Sample.LineSize))]
                : Array.Empty<Participant>(),
        ])
        {
            Size = 64,
            Stride = Sizes.Record(64),
        },
        .. AllLogs.ScannedSizes.Select(size => Scan(size, logs.Scanned[size])),
        new(Closed, [Ours.Loop(logs.LongClosed.Open), Ours.Loop(logs.ShortClosed.Open, static _ => null, ShortLog)])
        {
            Stride = 0,
            MayAllocate = true,
            MostOperations = 32,
        },
        .. SharedLogCases.All(logs),
    ];

    private static ComparisonCase Appends(long size, Area area, AllPeers peers, AllLogs logs) => new(Append + Sizes.Text(size),
    [
        Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1)),
        peers.Libpmemlog.Loop("append", check: peers.Libpmemlog.Missing),
        .. s_limits.Where(limit => peers.Limit.Supports(limit.CpuHas))
            .Select(limit => peers.Limit.Loop(limit.Function, limit.Name, sample => RecordChecks.Records(area, in sample, limit.Align))),
    ])
    {
        Size = size,
        Stride = Sizes.Record(size),
    };

    private static ComparisonCase ToDisk(long size, AllLogs logs) => new("log-append-beside-disk/" + Sizes.Text(size),
    [
        Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1)),
        .. logs.Disk is { } disk ? [new FewerOperations(disk, 4096)] : Array.Empty<Participant>(),
    ])
    {
        Size = size,
        Stride = Sizes.Record(size),
        Skipped = logs.Disk is null ? "the folder for temporary files is not on a disk" : null,
    };

    private static ComparisonCase Scan(long size, ScannedLogs logs) => new(Recovery + Sizes.Text(size),
    [
        logs.Recovery,
        Ours.Loop(logs.ReadPlainly, static _ => null, PlainRead),
    ])
    {
        // Each operation is a whole log.
        Stride = 0,
        MayAllocate = true,
        MostOperations = 1,
    };
}
