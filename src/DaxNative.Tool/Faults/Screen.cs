using System.Globalization;
using Spectre.Console;

namespace DaxNative.Tool.Faults;

/// <summary>The report for a person: the table's own form, a comparison, and a picture.</summary>
internal static class Screen
{
    internal static void Show(Report report, IReadOnlyList<Result> results)
    {
        Terminal.Console.WriteLine($"{report.Pages} page faults of {report.PageSize}, one store each, in microseconds; {report.Path}");
        Terminal.Console.WriteLine(report switch
        {
            { IsMapSync: true } => "A DAX file system that grants MAP_SYNC.",
            { IsDax: true } => $"A DAX file system without MAP_SYNC, so those columns are n/a: {report.Reason}.",
            _ => $"Not a DAX file system, so the MAP_SYNC columns are n/a and the others are the page cache's: {report.Reason}.",
        });
        Terminal.Console.WriteLine("Preallocated means written in full: a file that is only fallocated is no better than an empty one.");
        foreach (Result result in results)
        {
            ShowCell(result);
        }

        Terminal.Console.Write(Comparison(results));
        Terminal.Console.Write(Ratios(report));
        Terminal.Console.Write(Picture(results));
    }

    // As in the thread that introduced synchronous faults, with the faults that the kernel counted beside it.
    private static void ShowCell(Result result)
    {
        Terminal.Console.WriteLine();
        Terminal.Console.WriteLine(result.Cell.Title + ":");
        if (result.Measured is not { } measured)
        {
            Terminal.Console.WriteLine(result.Why);
            return;
        }

        Terminal.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"min={measured.Min:F0} avg={measured.Avg:F0} max={measured.Max:F0}"));
        foreach (Bucket bucket in measured.Histogram)
        {
            Terminal.Console.WriteLine(bucket.ToString());
        }

        Terminal.Console.WriteLine($"faults: {result.Faults.Minor} minor, {result.Faults.Major} major");
    }

    private static Table Comparison(IReadOnlyList<Result> results)
    {
        Table table = new Table().Title("min / avg / max, us").AddColumns("file, load, mapping", "measured", "published 2017");
        foreach (Result result in results)
        {
            table.AddRow(result.Cell.Column, Short(result.Measured) ?? "n/a", Short(Published.Of(result.Cell)) ?? "not published");
        }

        return table;
    }

    private static Table Ratios(Report report)
    {
        Table table = new Table().Title("MAP_SYNC : plain").AddColumns("file, load", "min", "median", "avg", "published avg");
        foreach (Ratio ratio in report.Ratios)
        {
            table.AddRow($"{ratio.File}, {(ratio.Load ? "load" : "idle")}", Times(ratio.Min), Times(ratio.Median), Times(ratio.Avg), Times(ratio.PublishedAvg));
        }

        return table;
    }

    private static BarChart Picture(IReadOnlyList<Result> results)
    {
        BarChart chart = new BarChart().Label("median, us").LeftAlignLabel();
        foreach (Result result in results.Where(result => result.Measured is not null))
        {
            chart.AddItem(result.Cell.Column, Math.Round(result.Measured!.Median ?? 0, 1), result.Cell.MapSync ? Color.Orange1 : Color.Blue);
        }

        return chart;
    }

    private static string? Short(Latencies? latencies) =>
        latencies is null ? null : string.Create(CultureInfo.InvariantCulture, $"{latencies.Min:F0} / {latencies.Avg:F0} / {latencies.Max:F0}");

    private static string Times(double? ratio) => ratio?.ToString("F1", CultureInfo.InvariantCulture) ?? "n/a";
}
