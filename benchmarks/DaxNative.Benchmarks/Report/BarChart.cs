using System.Globalization;
using System.Text;

namespace DaxNative.Benchmarks;

/// <summary>Draws durations as bars on a scale of powers of ten, a panel a case, as SVG in the style of <see cref="Chart"/>.</summary>
internal static class BarChart
{
    private const int Width = 920;
    private const int Left = 190;
    private const int Right = 90;
    private const int Title = 30;
    private const int Row = 24;
    private const int Bar = 16;

    internal static string Draw(string title, IReadOnlyList<(string Title, IReadOnlyList<(string Name, double Nanoseconds)> Bars)> panels)
    {
        double[] powers = [.. panels.SelectMany(panel => panel.Bars).Select(bar => Math.Log10(bar.Nanoseconds))];
        // The shortest bar is to be seen.
        (double low, double high) = (Math.Floor(powers.Min() - 0.7), Math.Ceiling(powers.Max()));
        var svg = new StringBuilder();
        int y = 0;
        foreach ((string name, IReadOnlyList<(string Name, double Nanoseconds)> bars) in panels)
        {
            Add(svg, $"""<text class="title" x="{Left}" y="{y + 20}">{name}</text>""");
            y += Title;
            for (double power = low; power <= high; power++)
            {
                Add(svg, $"""<line class="grid" x1="{At(power):F1}" x2="{At(power):F1}" y1="{y}" y2="{y + bars.Count * Row}"/><text x="{At(power):F1}" y="{y + bars.Count * Row + 14}" text-anchor="middle">{Scale(power)}</text>""");
            }

            foreach ((string of, double time) in bars)
            {
                string kind = of == LogPeers.Ours ? "ours" : "theirs";
                double end = At(Math.Log10(time));
                Add(svg, $"""<text x="{Left - 8}" y="{y + 16}" text-anchor="end">{of}</text><rect class="{kind}" x="{Left}" y="{y + 4}" width="{end - Left:F1}" height="{Bar}"/><text x="{end + 6:F1}" y="{y + 16}">{ComparisonTable.Duration(time)}</text>""");
                y += Row;
            }

            y += Title;
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {y}" role="img">
            <title>{title}</title>
            {Chart.Style}
            {svg}</svg>

            """);

        double At(double power) => Left + (power - low) / (high - low) * (Width - Left - Right);
    }

    private static string Scale(double power) => power switch
    {
        < 3 => Math.Pow(10, power).ToString("F0", CultureInfo.InvariantCulture) + " ns",
        < 6 => Math.Pow(10, power - 3).ToString("F0", CultureInfo.InvariantCulture) + " µs",
        _ => Math.Pow(10, power - 6).ToString("F0", CultureInfo.InvariantCulture) + " ms",
    };

    private static void Add(StringBuilder svg, FormattableString line) => svg.AppendLine(FormattableString.Invariant(line));
}
