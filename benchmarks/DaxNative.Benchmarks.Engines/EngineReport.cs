using System.Globalization;
using System.Text;

namespace DaxNative.Benchmarks;

/// <summary>Results as a table, as bars, and in the documentation.</summary>
internal static class EngineReport
{
    internal static string Table(IReadOnlyList<EngineResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", EnginePlaces.All.Select(place => place.Title()))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---:|", EnginePlaces.All.Count))}");
        foreach (EngineResult result in results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {result.Title} | {string.Join(" | ", EnginePlaces.All.Select(place => Cell(result, place)))} |");
        }

        return text.ToString();
    }

    internal static string Bars(IReadOnlyList<EngineResult> results) => BarChart.Draw(
        "Time of a SET and of a log entry of Garnet's engine that waits for its commit, on DaxNative's device and on its own ones",
        [.. results.Select(result => (
            $"{result.Title}, on a scale of powers of ten",
            (IReadOnlyList<(string, double)>)[.. EnginePlaces.All.Select(place => (place.Title(), result.Time(place)))]))]);

    /// <summary>Writes both into a folder's garnet.md and garnet.svg.</summary>
    /// <exception cref="InvalidOperationException">The page has no mark for it.</exception>
    internal static void Update(string folder, EngineOptions options, IReadOnlyList<EngineResult> results)
    {
        string page = Path.Combine(folder, "garnet.md");
        var text = new MarkedText(File.ReadAllText(page));
        text.Replace("garnet", string.Create(CultureInfo.InvariantCulture, $"""
            Measured on {DateTime.UtcNow:yyyy-MM-dd}, {options.Rounds} turns of {options.Slice.TotalMilliseconds:N0} ms each.

            {Table(results)}
            """));
        File.WriteAllText(page, text.ToString());
        File.WriteAllText(Path.Combine(folder, "garnet.svg"), Bars(results));
    }

    private static string Cell(EngineResult result, EnginePlace place)
    {
        string times = place == EnginePlace.Ours ? "" : string.Create(CultureInfo.InvariantCulture, $", **{result.Ratio(place).Median:0.0#}** ({result.Ratio(place).Low:0.0#} to {result.Ratio(place).High:0.0#})");
        return string.Create(CultureInfo.InvariantCulture, $"{result.Time(place) / 1000:N1} µs, {result.Rate(place) / 1000:N1} k/s{times}");
    }
}
