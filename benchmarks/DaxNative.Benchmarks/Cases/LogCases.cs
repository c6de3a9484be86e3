namespace DaxNative.Benchmarks;

/// <summary>The transactional log: appends of every kind beside its peers and beside each other, and recovery.</summary>
internal static class LogCases
{
    internal const string Append = "log-append/";
    internal const string Transaction = "log-transaction/4x64";
    internal const string AtOnce = "log-transaction-at-once/4x64";
    internal const string Deferred = "log-deferred/64";
    internal const string DeferredAtOnce = "log-deferred-at-once/64";
    internal const string TwoWriters = "log-two-writers/";
    internal const string Partitioned = "log-two-partitions/";
    internal const string TwoLogs = "two logs with a writer each";
    internal const string Closed = "log-open-closed/1Gi";
    internal const string Recovery = "log-recovery/";
    internal const string OneAppend = "our append";
    internal const string OneWriter = "our one writer";
    internal const string PlainRead = "a plain read";
    internal const string ShortLog = "our 16 MiB log";
    private static readonly long[] s_sizes = [16, 64, 256, 1 << 10, 4 << 10];
    private static readonly (string Function, string Name)[] s_limits = [("append_packed", "C packed"), ("append_lines", "C lines")];

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
        new(AtOnce,
        [
            Ours.Loop(logs.One.CommitAtOnce, sample => logs.One.Check(in sample, LogLoops.InTransaction)),
            Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1), OneAppend),
            Ours.Loop(logs.One.Commit, sample => logs.One.Check(in sample, LogLoops.InTransaction), "record by record"),
        ])
        {
            Size = 64,
            Stride = Sizes.Record(LogLoops.InTransaction * (64 + sizeof(int))),
        },
        Defer(Deferred, logs.One.AppendDeferred, area, peers, logs),
        Defer(DeferredAtOnce, logs.One.AppendDeferredAtOnce, area, peers, logs),
        .. s_sizes.Where(size => size is 64 or 256 or 4 << 10).Select(size => Two(size, new Control(peers.Limit), logs)),
        .. s_sizes.Where(size => size is 64 or 256 or 4 << 10).Select(size => TwoPartitions(size, new Control(peers.Limit), logs)),
        .. AllLogs.ScannedSizes.Select(size => Scan(size, logs.Scanned[size])),
        new(Closed, [Ours.Loop(logs.LongClosed.Open), Ours.Loop(logs.ShortClosed.Open, static _ => null, ShortLog)])
        {
            Stride = 0,
            MayAllocate = true,
            MostOperations = 32,
        },
    ];

    private static ComparisonCase Appends(long size, Area area, AllPeers peers, AllLogs logs) => new(Append + Sizes.Text(size),
    [
        Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1)),
        peers.Libpmemlog.Loop("append", check: peers.Libpmemlog.Missing),
        .. s_limits.Where(_ => peers.Limit.Supports("append")).Select(limit => peers.Limit.Loop(limit.Function, limit.Name, sample =>
            RecordChecks.Records(area, in sample, limit.Function == "append_packed" ? sizeof(long) : Sample.LineSize))),
        .. peers.Limit.Supports("append_stream")
            ? [peers.Limit.Loop("append_stream", "C non-temporal", sample => RecordChecks.Records(area, in sample, Sample.LineSize))]
            : Array.Empty<Participant>(),
    ])
    {
        Size = size,
        Stride = Sizes.Record(size),
    };

    private static ComparisonCase Defer(string name, SampleLoop loop, Area area, AllPeers peers, AllLogs logs) => new(name,
    [
        Ours.Loop(loop, sample => logs.One.Check(in sample, 1)),
        Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1), OneAppend),
        .. peers.Limit.Supports("append_stream")
            ? [peers.Limit.Loop("append_stream_deferred", "C non-temporal", sample => RecordChecks.Records(area, in sample, Sample.LineSize))]
            : Array.Empty<Participant>(),
    ])
    {
        Size = 64,
        Stride = Sizes.Record(64),
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

    private static ComparisonCase Two(long size, Control control, AllLogs logs) => new(TwoWriters + Sizes.Text(size),
    [
        new TwoThreads("ours", logs.One.Append, logs.One.Append, control),
        Ours.Loop(logs.One.Append, sample => logs.One.Check(in sample, 1), OneWriter),
        new TwoThreads(TwoLogs, logs.One.Append, logs.Other.Append, control),
    ])
    {
        Size = size,
        Stride = Sizes.Record(size),

        // Threads are started outside of what is timed.
        MayAllocate = true,
    };

    private static ComparisonCase TwoPartitions(long size, Control control, AllLogs logs) => new(Partitioned + Sizes.Text(size),
    [
        new TwoThreads("ours", logs.First.Append, logs.Second.Append, control),
        Ours.Loop(logs.First.Append, sample => logs.First.Check(in sample), OneWriter),
        new TwoThreads(TwoLogs, logs.One.Append, logs.Other.Append, control),
    ])
    {
        Size = size,
        Stride = Sizes.Record(sizeof(long) + size),
        MayAllocate = true,
    };

    private static ComparisonCase Scan(long size, ScannedLogs logs) => new(Recovery + Sizes.Text(size),
    [
        Ours.Loop(logs.Recover, _ => logs.Check()),
        Ours.Loop(logs.ReadPlainly, static _ => null, PlainRead),
    ])
    {
        // Each operation is a whole log.
        Stride = 0,
        MayAllocate = true,
        MostOperations = 1,
    };
}
