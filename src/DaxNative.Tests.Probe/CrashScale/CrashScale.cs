using System.Diagnostics;
using System.Globalization;
using DaxNative.Testing;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>crash-scale size|ops|cores</c>: how many crash images are explored in a second, as the memory or the run becomes longer, or with more
/// threads, and what working set the process has had by then. The same stores everywhere. For a person: no test asserts a time.
/// </summary>
internal static class CrashScale
{
    private const int Small = 4096;
    private const long Images = 400_000;

    internal static int Run(string[] arguments)
    {
        // So that the JIT is done with all of it.
        CrashExplorer.Explore(Scenario(Small, 20), new ExplorerOptions { MaxImages = 4 * Images, KeepsSources = false });
        switch (arguments)
        {
            case ["size"]:
                Measure("4 KiB", Small, 7, Images);
                Measure("64 KiB", 64 << 10, 7, Images);
                Measure("1 MiB", 1 << 20, 7, Images);
                Measure("64 MiB", 64 << 20, 7, Images);
                Measure("1 GiB", 1 << 30, 7, Images);
                return 0;
            case ["size", var mebibytes, var images]:
                Measure($"{mebibytes} MiB", int.Parse(mebibytes, CultureInfo.InvariantCulture) << 20, 7, long.Parse(images, CultureInfo.InvariantCulture));
                return 0;
            case ["ops"]:
                foreach (int operations in (ReadOnlySpan<int>)[10, 100, 1000, 10_000])
                {
                    Measure($"{operations} operations", Small, operations, Images);
                }

                return 0;
            case ["cores"]:
                foreach (int workers in (ReadOnlySpan<int>)[1, 2])
                {
                    Measure($"{workers} workers", Small, 20, 2 * Images, workers);
                }

                return 0;
            default:
                Console.Error.WriteLine("usage: probe crash-scale size [MEBIBYTES IMAGES] | ops | cores");
                return 2;
        }
    }

    private static void Measure(string what, int length, int operations, long images, int workers = 0)
    {
        GC.Collect();
        CrashScenario scenario = Scenario(length, operations);
        var options = new ExplorerOptions { MaxImages = images, Workers = workers, KeepsSources = false };
        long start = Stopwatch.GetTimestamp();
        CrashReport report = CrashExplorer.Explore(scenario, options);
        double total = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-18} {report.ImagesRun,9:N0} images, {report.ImagesPerSecond,9:N0}/s; {total,7:0.00} s in all, {report.Elapsed.TotalSeconds:0.00} s of it exploring; {process.PeakWorkingSet64 >> 20} MiB at most so far; {report.FailedImages} failed"));
    }

    private static CrashScenario Scenario(int length, int operations)
    {
        var random = new Random(7);
        (int Start, int Count, long Value)[] work = [.. Enumerable.Range(0, operations).Select(_ => (random.Next(UndoArray.Length - 8), random.Next(1, 9), (long)random.Next()))];
        var states = new List<long[]> { new long[UndoArray.Length] };
        foreach ((int start, int count, long value) in work)
        {
            states.Add([.. states[^1].Select((old, i) => i >= start && i < start + count ? value + i - start : old)]);
        }

        return new CrashScenario
        {
            Name = "undo",
            Length = length,
            Run = run =>
            {
                var array = new UndoArray(run.Memory);
                foreach ((int start, int count, long value) in work)
                {
                    run.Operation("change", () => array.Change(start, count, value));
                }
            },
            Subject = CrashSubject.Of(memory => new UndoArray(memory), (array, crash) => Check(array, crash, states)),
        };
    }

    private static void Check(UndoArray array, CrashState crash, List<long[]> states)
    {
        for (int state = crash.CompletedCount; state <= crash.StartedCount; state++)
        {
            int same = 0;
            while (same < UndoArray.Length && array[same] == states[state][same])
            {
                same++;
            }

            if (same == UndoArray.Length)
            {
                return;
            }
        }

        crash.Require(isTrue: false, "the array is as it was before or behind the change under way");
    }
}
