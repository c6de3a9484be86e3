using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DaxNative.Log;
using Spectre.Console;

namespace DaxNative.Tool.Logs;

/// <summary>How fast durable appends are where a log would lie.</summary>
internal static class BenchCommand
{
    internal static Command Create()
    {
        Argument<string> path = new("PATH") { Description = "A folder to make the log's file in, or a file to create; it is removed afterwards." };
        Option<long> length = CommonOptions.Number("--length", "MiB of the log's file.", 64, 1, 1 << 20);
        Option<long> size = CommonOptions.Number("--size", "Bytes of a record.", 64, 0, 1 << 20);
        Option<long> threads = CommonOptions.Number("--threads", "Threads that append; one alone uses the log's appender.", 1, 1, 256);
        Option<long> seconds = CommonOptions.Number("--seconds", "How long to append.", 3, 1, 3600);
        Option<bool> allowVolatile = CommonOptions.AllowVolatile(), json = CommonOptions.Json();
        return new Command("bench", "Measure durable appends to a new log: how many a second, and how long each takes. Ctrl-C ends it early, with what was measured.")
        {
            path, length, size, threads, seconds, allowVolatile, json,
        }.Doing((parsed, cancellation) =>
        {
            string name = TemporaryFile.NameOf(parsed.GetRequiredValue(path), "daxnative-bench");
            var options = new LogOptions { Length = parsed.GetValue(length) << 20, AllowVolatile = parsed.GetValue(allowVolatile) };
            using var log = TransactionalLog.Create(name, options);
            using var file = new TemporaryFile(name);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            end.CancelAfter(TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            BenchReport report = Measure(log, (int)parsed.GetValue(size), (int)parsed.GetValue(threads), end.Token);
            Show(report, parsed.GetValue(json));
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
        });
    }

    private static BenchReport Measure(TransactionalLog log, int size, int threads, CancellationToken end)
    {
        if (size > log.MostPayload)
        {
            throw new LogException(LogError.RecordTooLarge, $"A log of this length takes records of at most {log.MostPayload} bytes. Ask for more --length.");
        }

        long since = Stopwatch.GetTimestamp();
        LatencyHistogram[] parts = threads == 1
            ? [AppendAlone(log, size, end)]
            : Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
                () => AppendShared(log, size, end), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).GetAwaiter().GetResult();
        double elapsed = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var all = new LatencyHistogram();
        Array.ForEach(parts, all.Add);
        return new BenchReport(
            log.Mapping.Guarantee.ToString(), size, threads, all.Count, all.Count / elapsed, all.Quantile(0.5), all.Quantile(0.99), all.Quantile(0.9999), all.Longest);
    }

    private static LatencyHistogram AppendAlone(TransactionalLog log, int size, CancellationToken end)
    {
        using LogAppender appender = log.AcquireAppender(end);
        return Time(
            size,
            payload =>
            {
                if (!appender.TryAppend(payload, out _))
                {
                    log.Truncate(log.Tail);
                    appender.Append(payload);
                }
            },
            end);
    }

    private static LatencyHistogram AppendShared(TransactionalLog log, int size, CancellationToken end) => Time(
        size,
        payload =>
        {
            while (!log.TryAppend(payload, out _))
            {
                // One at a time: another's tail may be behind the head by then.
                lock (log)
                {
                    log.Truncate(log.Tail);
                }
            }
        },
        end);

    private static LatencyHistogram Time(int size, Action<byte[]> append, CancellationToken end)
    {
        var times = new LatencyHistogram();
        byte[] payload = new byte[size];
        while (!end.IsCancellationRequested)
        {
            long since = Stopwatch.GetTimestamp();
            append(payload);
            times.Add(Stopwatch.GetElapsedTime(since).Ticks * TimeSpan.NanosecondsPerTick);
        }

        return times;
    }

    private static void Show(BenchReport report, bool json)
    {
        if (json)
        {
            LogJson.Write(report);
            return;
        }

        Terminal.Console.WriteLine($"Guarantee: {report.Guarantee}");
        Terminal.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Records:N0} records of {report.Size} bytes by {report.Threads} thread(s), each durable: {report.RecordsPerSecond:N0} a second"));
        Terminal.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Each took: median {report.MedianNs:N0} ns, 99 % at most {report.P99Ns:N0} ns, 99.99 % at most {report.P9999Ns:N0} ns, longest {report.LongestNs:N0} ns"));
    }
}

/// <summary>What was measured; times are nanoseconds. What each append made durable is what the guarantee says.</summary>
internal sealed record BenchReport(
    string Guarantee, int Size, int Threads, long Records, double RecordsPerSecond, long MedianNs, long P99Ns, long P9999Ns, long LongestNs);
