using System.Globalization;
using DaxNative.LogCrashes;
using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Sound writers on a machine that is so busy that each of them is without a CPU for long, wherever it happens to be.</summary>
[Collection(KeepsCpusBusy.Name)]
public sealed class WritersUnderLoadTests(ITestOutputHelper output)
{
    // DAXNATIVE_WRITER_SEEDS=1000 explores more of them.
    private static readonly int s_seeds = int.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_WRITER_SEEDS") ?? "10", CultureInfo.InvariantCulture);

    [Fact]
    public void TwoWritersWithOneLock_FailForNoSeed() => FailsForNoSeed(() =>
    {
        var gate = new Lock();
        return TwoWriters.Counting(
            StoreGranularity.CacheLine,
            run =>
            {
                lock (gate)
                {
                    run.Memory.StoreAtomic(0, run.Memory.ReadOnlyRef<long>(0) + 1);
                }
            },
            countsTogether: true,
            countsAlone: false);
    });

    [Fact]
    public void ThreeCallersOfALogAtByteGranularity_FailForNoSeed() =>
        FailsForNoSeed(() => LogScenarios.All()["three callers"] with { Granularity = StoreGranularity.Byte }, Math.Max(1, s_seeds / 5));

    [Fact]
    public void TwoWritersThatStoreThroughReferencesAtByteGranularity_FailForNoSeed() => FailsForNoSeed(() =>
    {
        var gate = new Lock();
        return TwoWriters.Counting(
            StoreGranularity.Byte,
            run =>
            {
                lock (gate)
                {
                    run.Memory.Ref<long>(0)++;
                    run.Memory.Drain();
                }

                run.Memory.Ref<long>(TwoWriters.Own(run.Writer))++;
                run.Memory.Drain();
            },
            countsTogether: true,
            countsAlone: true);
    });

    private void FailsForNoSeed(Func<CrashScenario> scenario, int? fewer = null)
    {
        int seeds = fewer ?? s_seeds;
        var failures = new List<string>();
        ulong[] quiet = [.. Enumerable.Range(1, seeds).Select(seed => Explore(scenario(), seed).Fingerprint)];
        using (new BusyThreads(6 * Environment.ProcessorCount))
        {
            for (int seed = 1; seed <= seeds; seed++)
            {
                try
                {
                    CrashReport report = Explore(scenario(), seed);
                    report.ThrowIfFailed();
                    if (report.Fingerprint != quiet[seed - 1] || !report.IsRepeatable)
                    {
                        failures.Add($"seed {seed} ran in another order than before: {report}");
                    }
                }
                catch (Exception failure) when (failure is CrashFoundException or InvalidOperationException)
                {
                    failures.Add($"seed {seed}: {failure.Message}");
                }
            }
        }

        output.WriteLine($"{failures.Count} of {seeds} seeds fail");
        Assert.Empty(failures);
    }

    private static CrashReport Explore(CrashScenario scenario, int seed) => CrashExplorer.Explore(
        scenario, new ExplorerOptions { Seed = (ulong)seed, RecoveryDepth = 0, MaxImages = 10_000, MaxReportedFailures = 1 });
}
