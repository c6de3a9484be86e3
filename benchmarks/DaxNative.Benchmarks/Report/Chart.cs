using System.Globalization;
using System.Text;

namespace DaxNative.Benchmarks;

/// <summary>
/// Draws panels as SVG, two a row. No background, colours of medium brightness, and text that follows the reader's scheme:
/// readable on white and on black.
/// </summary>
internal static class Chart
{
    private const int Width = 460;
    private const int Height = 280;
    private const int Left = 50;
    private const int Right = 22;
    private const int Top = 34;
    private const int Bottom = 40;
    private const int Legend = 30;

    internal const string Style = """
        <style>
          text { font: 12px sans-serif; fill: #57606a; }
          .title { font-weight: bold; font-size: 13px; }
          .grid { stroke: #8b949e; stroke-opacity: 0.3; }
          .one { stroke: #8b949e; stroke-width: 1.5; }
          .ours { fill: #2f81f7; }
          .theirs { fill: #8b949e; }
          @media (prefers-color-scheme: dark) { text { fill: #c9d1d9; } }
        </style>
        """;

    private static readonly Dictionary<string, string> s_colors = new()
    {
        ["C"] = "#d9822b",
        [BestOf.Name] = "#d9822b",
        ["libpmem"] = "#2f81f7",
        ["libpmem2"] = "#2da44e",
        ["JDK write-back"] = "#a371f7",
        ["libpmemlog"] = "#bf4b8a",
    };

    internal static string Draw(IReadOnlyList<Panel> panels)
    {
        int rows = (panels.Count + 1) / 2;
        var svg = new StringBuilder();
        Add(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * Width} {rows * Height + Legend}" role="img">""");
        Add(svg, $"<title>Time of DaxNative divided by the time of its peers, by size: below 1 DaxNative is faster</title>");
        svg.AppendLine(Style);
        for (int i = 0; i < panels.Count; i++)
        {
            Add(svg, $"""<g transform="translate({i % 2 * Width},{i / 2 * Height})">""");
            DrawPanel(svg, panels[i]);
            svg.AppendLine("</g>");
        }

        DrawLegend(svg, rows * Height + Legend / 2, [.. panels.SelectMany(panel => panel.Peers).Distinct()]);
        return svg.AppendLine("</svg>").ToString();
    }

    private static void DrawPanel(StringBuilder svg, Panel panel)
    {
        Axis x = Axis.OfSizes(panel.Sizes, Left, Width - Right);
        Axis y = Axis.OfRatios(panel.Comparisons.Select(comparison => comparison.Ratio.Median), Height - Bottom, Top);
        Add(svg, $"""<text class="title" x="{Left}" y="20">{panel.Title}</text>""");
        foreach (double ratio in y.Ticks)
        {
            string kind = Math.Abs(ratio - 1) < 1e-9 ? "one" : "grid";
            Add(svg, $"""<line class="{kind}" x1="{Left}" x2="{Width - Right}" y1="{y.At(ratio):F1}" y2="{y.At(ratio):F1}"/><text x="{Left - 6}" y="{y.At(ratio) + 4:F1}" text-anchor="end">{ratio:0.0#}</text>""");
        }

        foreach (double power in x.Ticks)
        {
            Add(svg, $"""<text x="{x.At(power):F1}" y="{Height - Bottom + 18}" text-anchor="middle">{Sizes.Text(1L << (int)power)}</text>""");
        }

        foreach (string peer in panel.Peers)
        {
            string points = string.Join(' ', panel.Points(peer).Select(point => string.Create(CultureInfo.InvariantCulture, $"{x.At(Math.Log2(point.Size)):F1},{y.At(point.Ratio):F1}")));
            Add(svg, $"""<polyline points="{points}" fill="none" stroke="{s_colors[peer]}" stroke-width="2"/>""");
        }
    }

    private static void DrawLegend(StringBuilder svg, int y, string[] peers)
    {
        Add(svg, $"""<text x="{Left}" y="{y + 4}">ours divided by</text>""");
        string[] labels = [.. peers.GroupBy(peer => s_colors[peer]).Select(same => string.Join(", ", same))];
        for (int i = 0; i < labels.Length; i++)
        {
            string color = s_colors[labels[i].Split(',')[0]];
            int at = Left + 110 + i * 130;
            Add(svg, $"""<line x1="{at}" x2="{at + 22}" y1="{y}" y2="{y}" stroke="{color}" stroke-width="3"/><text x="{at + 28}" y="{y + 4}">{labels[i]}</text>""");
        }
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.AppendLine(FormattableString.Invariant(line));
}
