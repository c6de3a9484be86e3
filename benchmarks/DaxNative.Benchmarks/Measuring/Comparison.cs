namespace DaxNative.Benchmarks;

/// <summary>Ours beside one peer, in one case: a line of the report.</summary>
/// <param name="Name">The case.</param>
/// <param name="Ours">Median of our nanoseconds an operation.</param>
/// <param name="Peer">The peer's name.</param>
/// <param name="Theirs">Median of the peer's nanoseconds an operation.</param>
/// <param name="Ratio">Ours by theirs, within a round.</param>
/// <param name="Difference">Median of ours minus theirs within a round, in nanoseconds.</param>
/// <param name="Rounds">Undisturbed rounds behind it.</param>
internal sealed record Comparison(string Name, double Ours, string Peer, double Theirs, Interval Ratio, double Difference, int Rounds)
{
    /// <summary>Whether disturbed rounds had to count, because there were hardly any others.</summary>
    internal bool IsDisturbed { get; init; }

    internal static Comparison Of(string name, string peer, IReadOnlyList<(double Ours, double Theirs)> pairs) => new(
        name,
        Quantiles.Median(pairs.Select(pair => pair.Ours)),
        peer,
        Quantiles.Median(pairs.Select(pair => pair.Theirs)),
        Quantiles.MedianInterval([.. pairs.Select(pair => pair.Ours / pair.Theirs)]),
        Quantiles.Median(pairs.Select(pair => pair.Ours - pair.Theirs)),
        pairs.Count);

    /// <summary>The longest of all rounds beside the longest, which has no interval.</summary>
    internal static Comparison OfLongest(string name, string peer, IReadOnlyList<(double Ours, double Theirs)> pairs)
    {
        (double ours, double theirs) = (pairs.Max(pair => pair.Ours), pairs.Max(pair => pair.Theirs));
        double ratio = ours / theirs;
        return new(name, ours, peer, theirs, new Interval(ratio, ratio, ratio), ours - theirs, pairs.Count);
    }
}
