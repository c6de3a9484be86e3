using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace DaxNative.Logs;

/// <summary>How long an append takes here: this log's own figures, compared with nobody's.</summary>
internal static class BenchCommand
{
    private static readonly int[] s_sizes = [16, 64, 256, 1024, 4096];

    internal static Command Create()
    {
        Argument<string?> path = new("PATH") { Description = "A file to create (removed afterwards). Default: a file in /dev/shm.", Arity = ArgumentArity.ZeroOrOne };
        Option<long> length = CommonOptions.Length(64);
        Option<long> count = CommonOptions.Number("--count", "Appends of each size.", 200_000, 1000, 100_000_000);
        Option<bool> json = CommonOptions.Json();
        return new Command("bench", "Time appends of 16 bytes to 4 KiB, each durable on return: mean and percentiles.")
        {
            path, length, count, json,
        }.Doing((parsed, cancellation) =>
        {
            var place = new CommandTarget(parsed.GetValue(path) ?? $"/dev/shm/daxnative-bench-{Environment.ProcessId}", parsed.Bytes(length), AllowVolatile: true);
            BenchReport report;
            using (TransactionalLog log = place.Create())
            {
                try
                {
                    Measure(log, 64, Math.Min(100_000, (int)parsed.GetValue(count)), cancellation);
                    report = new BenchReport(place.Path, log.Mapping.Guarantee.ToString(), [.. s_sizes.Select(size => Measure(log, size, (int)parsed.GetValue(count), cancellation))]);
                }
                finally
                {
                    place.Remove();
                }
            }

            Show(report, parsed.GetValue(json));
            return ExitCode.Done;
        });
    }

    private static BenchRow Measure(TransactionalLog log, int size, int count, CancellationToken cancellation)
    {
        byte[] payload = new byte[size];
        long[] ticks = new long[count];
        new Random(size).NextBytes(payload);
        long total = 0;
        for (int i = 0; i < count; i++)
        {
            // Outside of what is timed.
            if (log.Used > log.Capacity / 2)
            {
                cancellation.ThrowIfCancellationRequested();
                log.Truncate(log.Tail);
            }

            long start = Stopwatch.GetTimestamp();
            log.Append(payload);
            total += ticks[i] = Stopwatch.GetTimestamp() - start;
        }

        Array.Sort(ticks);
        double mean = Nanoseconds(total) / count;
        return new BenchRow(size, mean, At(ticks, 0.5), At(ticks, 0.99), At(ticks, 0.999), Nanoseconds(ticks[^1]), 1e9 / mean);
    }

    private static double At(long[] sorted, double share) => Nanoseconds(sorted[(int)(share * (sorted.Length - 1))]);

    private static double Nanoseconds(long ticks) => ticks * 1e9 / Stopwatch.Frequency;

    private static void Show(BenchReport report, bool json)
    {
        if (json)
        {
            LogJson.Write(report);
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"{report.Guarantee}");
        Table table = new Table().Border(TableBorder.Simple).Title("append, nanoseconds, the clock's own time included")
            .AddColumns("bytes", "mean", "50 %", "99 %", "99.9 %", "greatest", "appends/s");
        foreach (BenchRow row in report.Rows)
        {
            table.AddRow([.. new[] { row.Size, row.Mean, row.Median, row.Percentile99, row.Percentile999, row.Greatest, row.AppendsPerSecond }
                .Select(value => value.ToString("N0", CultureInfo.InvariantCulture))]);
        }

        AnsiConsole.Write(table);
    }
}

/// <summary>What bench measured.</summary>
internal sealed record BenchReport(string Path, string Guarantee, IReadOnlyList<BenchRow> Rows);

/// <summary>Appends of one size: in bytes, nanoseconds, and appends a second.</summary>
internal sealed record BenchRow(int Size, double Mean, double Median, double Percentile99, double Percentile999, double Greatest, double AppendsPerSecond);
