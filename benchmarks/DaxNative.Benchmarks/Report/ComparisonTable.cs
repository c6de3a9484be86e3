using System.Globalization;
using System.Text;

namespace DaxNative.Benchmarks;

/// <summary>Comparisons as a Markdown table: a row a case, a column a peer.</summary>
internal static class ComparisonTable
{
    internal static string Of(IReadOnlyList<Comparison> comparisons)
    {
        string[] peers = [.. comparisons.Select(comparison => comparison.Peer).Distinct()];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| case | ours | {string.Join(" | ", peers)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|---:|{string.Concat(Enumerable.Repeat("---:|", peers.Length))}");
        foreach (IGrouping<string, Comparison> of in comparisons.GroupBy(comparison => comparison.Name))
        {
            var byPeer = of.ToDictionary(comparison => comparison.Peer);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {of.Key} | {Duration(of.First().Ours)} | {string.Join(" | ", peers.Select(peer => Cell(byPeer.GetValueOrDefault(peer))))} |");
        }

        return text.ToString();
    }

    internal static string Duration(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => nanoseconds.ToString("F1", CultureInfo.InvariantCulture) + " ns",
        < 1e6 => (nanoseconds / 1e3).ToString("F2", CultureInfo.InvariantCulture) + " µs",
        _ => (nanoseconds / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " ms",
    };

    // Where ours takes less than a hundredth of the time, a ratio says less than the time.
    private static string Cell(Comparison? of) => of is null ? "–"
        : of.Ratio.Median < 0.01 ? Duration(of.Theirs)
        : $"**{Short(of.Ratio.Median)}** ({Short(of.Ratio.Low)}–{Short(of.Ratio.High)}){(of.IsDisturbed ? " disturbed" : "")}";

    private static string Short(double ratio) => ratio.ToString(ratio < 0.1 ? "F3" : "F2", CultureInfo.InvariantCulture);
}
