using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>Many threads that append to one log: what they get through together, and how long one of them may wait.</summary>
internal static class SharedLogCases
{
    internal const string Time = "log-shared/";
    internal const string Percentile = "log-shared-99.99th/";
    internal const string Longest = "log-shared-longest/";
    internal const string OneCaller = "our one caller";
    internal const string OurAppender = "our appender";
    internal const string Locked = "a lock around our appender";
    internal static readonly int[] Threads = [1, 2, 4, 16];

    // A sample takes some time slices, a hundred times as long as others.
    private const int MostRounds = 25;

    internal static IEnumerable<ComparisonCase> All(AllLogs logs) =>
    [
        .. Threads.Select(threads => Case(Time, threads, Statistic.Time, logs.Shared)),
        .. Threads.Select(threads => Case(Percentile, threads, Statistic.Percentile9999, logs.Shared)),
        .. Threads.Select(threads => Case(Longest, threads, Statistic.Longest, logs.Shared)),
    ];

    internal static string Name(string start, int threads) => start + threads.ToString(CultureInfo.InvariantCulture);

    private static ComparisonCase Case(string start, int threads, Statistic statistic, SharedLog log) => new(Name(start, threads),
    [
        log.Callers(threads, statistic),
        .. threads > 1 && statistic == Statistic.Time ? [log.Callers(1, statistic, OneCaller)] : Array.Empty<Participant>(),
        .. threads == 1 || statistic == Statistic.Time ? [log.Owner(statistic, OurAppender)] : Array.Empty<Participant>(),
        log.Locked(threads, statistic, Locked),
    ])
    {
        Size = 64,
        HasOwnTime = true,
        IsLongest = statistic == Statistic.Longest,
        MostRounds = MostRounds,
        MayAllocate = true,
    };
}
