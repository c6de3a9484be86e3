using System.CommandLine;
using System.Text.Json;

namespace DaxNative.Tool.Faults;

/// <summary>What a page fault of a DAX file costs, with and without MAP_SYNC.</summary>
internal static class FaultsCommand
{
    internal static Command Create()
    {
        Argument<string> path = new("PATH") { Description = "A folder to make files in, or a file to create; both are left as they were." };
        Option<long> pages = CommonOptions.Number("--pages", "Pages to fault in.", 512, 1, 1 << 18);
        Option<long> loadSize = CommonOptions.Number("--load-size", "MiB that the background copy copies, over and over; needs twice that room.", 64, 1, 1 << 20);
        Option<bool> json = CommonOptions.Json();
        return new Command("faults", "Measure how long a page fault takes: in a file that is written in full or empty, with and without a background copy, with and without MAP_SYNC.")
        {
            path, pages, loadSize, json,
        }.Doing((parsed, cancellation) =>
        {
            var target = Target.Of(parsed.GetRequiredValue(path));
            int count = (int)parsed.GetValue(pages);
            List<Result> results = [];
            foreach (Cell cell in Cell.All)
            {
                cancellation.ThrowIfCancellationRequested();
                results.Add(Measurement.Run(target, cell, count, (int)parsed.GetValue(loadSize), cancellation));
            }

            var report = Report.Of(target, count, results);
            Terminal.Show(parsed.GetValue(json), () => JsonSerializer.Serialize(report, FaultsJson.Default.Report), _ => Screen.Show(report, results));
            return ExitCode.Done;
        });
    }
}
