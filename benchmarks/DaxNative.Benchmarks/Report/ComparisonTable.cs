using System.Globalization;
using System.Text;

namespace DaxNative.Benchmarks;

/// <summary>Comparisons as a Markdown table.</summary>
internal static class ComparisonTable
{
    /// <summary>A row a case, a column a peer.</summary>
    internal static string ByPeer(IReadOnlyList<Comparison> comparisons)
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

    /// <summary>A row a comparison, for cases whose peers differ.</summary>
    internal static string ByLine(IReadOnlyList<Comparison> comparisons)
    {
        var text = new StringBuilder();
        text.AppendLine("| case | ours | peer | theirs | ratio |").AppendLine("|---|---:|---|---:|---:|");
        foreach (Comparison of in comparisons)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {of.Name} | {Duration(of.Ours)} | {of.Peer} | {Duration(of.Theirs)} | {Ratio(of)} |");
        }

        return text.ToString();
    }

    internal static string Duration(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => nanoseconds.ToString("F1", CultureInfo.InvariantCulture) + " ns",
        < 1e6 => (nanoseconds / 1e3).ToString("F2", CultureInfo.InvariantCulture) + " µs",
        _ => (nanoseconds / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " ms",
    };

    private static string Cell(Comparison? of) => of is null ? "–" : Ratio(of);

    internal static string Ratio(Comparison of) =>
        $"**{Short(of.Ratio.Median)}** ({Short(of.Ratio.Low)}–{Short(of.Ratio.High)}){(of.IsDisturbed ? " disturbed" : "")}";

    private static string Short(double ratio) => ratio.ToString(ratio < 0.01 ? "F5" : "F2", CultureInfo.InvariantCulture);
}
