namespace DaxNative.Benchmarks;

/// <summary>One diagram of the chart: the ratio of each peer by size.</summary>
internal sealed record Panel(string Title, IReadOnlyList<Comparison> Comparisons)
{
    internal IEnumerable<long> Sizes => Comparisons.Select(SizeOf);

    internal IEnumerable<string> Peers => Comparisons.Select(comparison => comparison.Peer).Distinct();

    /// <summary>A peer's points, smallest size first.</summary>
    internal IEnumerable<(long Size, double Ratio)> Points(string peer) => Comparisons
        .Where(comparison => comparison.Peer == peer)
        .Select(comparison => (SizeOf(comparison), comparison.Ratio.Median))
        .OrderBy(point => point.Item1);

    private static long SizeOf(Comparison comparison) => DaxNative.Benchmarks.Sizes.Parse(comparison.Name.Split('/')[1]);
}
