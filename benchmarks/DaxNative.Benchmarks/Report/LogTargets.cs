namespace DaxNative.Benchmarks;

/// <summary>What was aimed at for the log.</summary>
internal static class LogTargets
{
    // So many times the throughput are a time of at most its inverse.
    private const double NineTenths = 1 / 0.9;
    private const double FourTimes = 1 / 4.0;

    // Of a plain read's speed.
    private const double PartOfPlainRead = 1 / 0.65;

    internal static IEnumerable<string> Rows(IReadOnlyList<Comparison> all)
    {
        yield return TargetTable.Row("log: append by the best C, geometric mean over the sizes", 1.06, Quantiles.GeometricMean(
            all.Where(one => one.Name.StartsWith(LogCases.Append, StringComparison.Ordinal) && one.Peer == BestOf.Name).Select(one => one.Ratio.Median)));
        yield return TargetTable.Row("log: append by libpmemlog, worst size below 4 KiB", 0.42, all
            .Where(one => one.Name.StartsWith(LogCases.Append, StringComparison.Ordinal) && one.Name != LogCases.Append + "4Ki" && one.Peer == "libpmemlog")
            .Max(one => one.Ratio.Median));
        yield return Row("log: append of 4 KiB by libpmemlog", 0.6, LogCases.Append + "4Ki", "libpmemlog");
        yield return Row("log: deferred append, 32 under one fence, by one with a fence of its own", 0.12, LogCases.Deferred, LogCases.OneAppend);
        yield return Row("log: transaction of four by one append of 64 B", 1.3, LogCases.Transaction, LogCases.OneAppend);
        yield return Row("log: transaction of four by a transaction of libpmemobj", 0.22, LogCases.Transaction, "libpmemobj");
        yield return Row("log: one caller by the appender, time an append", 1.5, SharedLogCases.Name(SharedLogCases.Time, 1), SharedLogCases.OurAppender);
        foreach (int threads in SharedLogCases.Threads.Where(threads => threads > 1))
        {
            yield return Row($"log: {threads} threads by one caller, time an append of all together", NineTenths, SharedLogCases.Name(SharedLogCases.Time, threads), SharedLogCases.OneCaller);
            yield return Row($"log: {threads} threads by as many with a lock, 99.99th percentile of an append", 1, SharedLogCases.Name(SharedLogCases.Percentile, threads), SharedLogCases.Locked);
            yield return Row($"log: {threads} threads by as many with a lock, longest append", 1, SharedLogCases.Name(SharedLogCases.Longest, threads), SharedLogCases.Locked);
        }

        Comparison scan = Find(LogCases.Recovery + "64", LogCases.PlainRead);
        yield return TargetTable.Row("log: recovery of a record of 64 B, ns (40 million a second)", 25, scan.Ours / ScannedLogs.RecordsOf(64));
        yield return Row("log: recovery of records of 4 KiB by a plain read of the memory", PartOfPlainRead, LogCases.Recovery + "4Ki", LogCases.PlainRead);
        yield return Row("log: open and close of a closed log of 1 GiB by one of 16 MiB", 1.5, LogCases.Closed, LogCases.ShortLog);
        yield return TargetTable.Row("log: append by the best of what a .NET user would pick, worse of 64 B and 4 KiB", 0.2, all
            .Where(one => one.Name.StartsWith(LogPeers.Memory, StringComparison.Ordinal)).Max(one => one.Ratio.Median));
        foreach (Comparison one in all.Where(one => one.Name.StartsWith(LogPeers.Disk, StringComparison.Ordinal)))
        {
            yield return TargetTable.Row($"log: append of {Sizes.WithUnit(one.Name[LogPeers.Disk.Length..])} on a disk by FileStream flushed", 1.1, one.Ratio.Median);
        }

        foreach (Comparison one in all.Where(one => one.Name.StartsWith(LogPeers.DiskShared, StringComparison.Ordinal)))
        {
            yield return TargetTable.Row($"log: eight callers by one on a disk, {Sizes.WithUnit(one.Name[LogPeers.DiskShared.Length..])}, time an append of all together", FourTimes, one.Ratio.Median);
        }

        Comparison Find(string name, string peer) => all.First(one => one.Name == name && one.Peer == peer);

        string Row(string aim, double limit, string name, string peer) => TargetTable.Row(aim, limit, Find(name, peer).Ratio.Median);
    }
}
