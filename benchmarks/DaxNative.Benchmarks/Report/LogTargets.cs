namespace DaxNative.Benchmarks;

/// <summary>What was aimed at for the transactional log.</summary>
internal static class LogTargets
{
    // A gain of so many times is a time of at most its inverse.
    private const double TenTimes = 1 / 10.0;
    private const double TwoWriters = 1 / 1.7;

    // Of a plain read's speed.
    private const double PartOfPlainRead = 1 / 0.65;

    internal static IEnumerable<string> Rows(IReadOnlyList<Comparison> all)
    {
        yield return TargetTable.Row("log: append by the best C, geometric mean over the sizes", 1.05, Quantiles.GeometricMean(
            all.Where(one => one.Name.StartsWith(LogCases.Append, StringComparison.Ordinal) && one.Peer == BestOf.Name).Select(one => one.Ratio.Median)));
        yield return Row("log: append of 64 B by libpmemlog", 0.42, LogCases.Append + "64", "libpmemlog");
        yield return Row("log: append of 256 B by libpmemlog", 0.42, LogCases.Append + "256", "libpmemlog");
        yield return Row("log: append of 4 KiB by libpmemlog", 0.58, LogCases.Append + "4Ki", "libpmemlog");
        yield return Row("log: transaction of four, handed over at once, by one append of 64 B", 1.15, LogCases.AtOnce, LogCases.OneAppend);
        yield return Row("log: transaction of four, record by record, by one append of 64 B", 1.15, LogCases.Transaction, LogCases.OneAppend);
        yield return Row("log: transaction of four by a transaction of libpmemobj", 0.22, LogCases.Transaction, "libpmemobj");
        yield return Row("log: deferred append, 32 handed over at once, by one with a fence of its own", TenTimes, LogCases.DeferredAtOnce, LogCases.OneAppend);
        yield return Row("log: deferred append, record by record, by one with a fence of its own", TenTimes, LogCases.Deferred, LogCases.OneAppend);
        yield return Row("log: two writers in two partitions by one, time an append of 64 B", TwoWriters, LogCases.Partitioned + "64", LogCases.OneWriter);
        yield return Row("log: two writers in one order by one, time an append of 64 B", 1, LogCases.TwoWriters + "64", LogCases.OneWriter);
        Comparison scan = Find(LogCases.Recovery + "64", LogCases.PlainRead);
        yield return TargetTable.Row("log: recovery of a record of 64 B, ns (40 million a second)", 25, scan.Ours / ScannedLogs.RecordsOf(64));
        yield return Row("log: recovery of records of 4 KiB by a plain read of the memory", PartOfPlainRead, LogCases.Recovery + "4Ki", LogCases.PlainRead);
        yield return Row("log: open and close of a closed log of 1 GiB by one of 16 MiB", 1.5, LogCases.Closed, LogCases.ShortLog);

        Comparison Find(string name, string peer) => all.First(one => one.Name == name && one.Peer == peer);

        string Row(string aim, double limit, string name, string peer) => TargetTable.Row(aim, limit, Find(name, peer).Ratio.Median);
    }
}
