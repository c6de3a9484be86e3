using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>What was aimed at, what was measured, and whether that is enough.</summary>
internal static class TargetTable
{
    private const long Large = 64 << 10;

    internal static string Of(IReadOnlyList<Comparison> all)
    {
        Comparison[] persistC = [.. all.Where(one => IsBySize(one.Name, "persist") && one.Peer == "C")];
        Comparison[] persistLibpmem = [.. all.Where(one => IsBySize(one.Name, "persist") && one.Peer == "libpmem")];
        Comparison[] copyLibpmem = [.. all.Where(one => IsCopy(one.Name) && one.Peer == "libpmem")];
        Comparison[] copyBest = [.. all.Where(one => IsCopy(one.Name) && one.Peer == BestOf.Name && Sizes.Parse(one.Name.Split('/')[1]) >= Large)];
        Comparison bare = all.First(one => one.Name == ByteGranularityCases.Bare);
        Comparison inspect = all.First(one => one.Name == InspectCases.Many);
        (double microseconds, double difference) = (inspect.Ours / 1000, bare.Difference);
        string[] rows =
        [
            "| aim | at most | measured | met |",
            "|---|---:|---:|---|",
            Row("persist by C's limit, geometric mean over the sizes", 1.02, Mean(persistC)),
            Row("persist by C's limit, worst size", 1.05, Worst(persistC)),
            Row("persist by libpmem, highest upper bound of any size", 1.02, persistLibpmem.Max(one => one.Ratio.High)),
            Row("copy by libpmem, geometric mean over all sizes, aligned and off by one", 0.98, Mean(copyLibpmem)),
            Row("copy by libpmem, worst size", 1.10, Worst(copyLibpmem)),
            Row("copy of 64 KiB and more by the best non-temporal C loop, worst size", 1.02, Worst(copyBest)),
            Row("persist at byte granularity beyond a bare SFENCE, ns", 4, difference),
            Row("inspection of a range beside 10,000 other mappings, µs", 10, microseconds),
            .. LogTargets.Rows(all),
        ];
        return string.Join('\n', rows);
    }

    private static double Mean(Comparison[] of) => Quantiles.GeometricMean(of.Select(one => one.Ratio.Median));

    private static double Worst(Comparison[] of) => of.Max(one => one.Ratio.Median);

    private static bool IsBySize(string name, string group) => name.StartsWith(group + "/", StringComparison.Ordinal) && name.Count(character => character == '/') == 1;

    private static bool IsCopy(string name) => name.StartsWith("copy/", StringComparison.Ordinal);

    internal static string Row(string aim, double limit, double measured) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {aim} | {limit:0.##} | {measured:F3} | {(measured <= limit ? "yes" : "**no**")} |");
}
