using System.Diagnostics;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A writer that is freed by another one runs beside it to its next event. Each one's stores are durable by its own drain.</summary>
public class FreedWritersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AFreedWriterThatIsSlow_KeepsItsStores(ulong seed)
    {
        var gate = new Lock();
        IsSound(seed, countsTogether: true, run =>
        {
            lock (gate)
            {
                run.Memory.Ref<long>(0)++;
                Compute();
                run.Memory.Drain();
            }
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AWriterThatStoresAfterItHasFreedAnother_KeepsItsStores(ulong seed)
    {
        var gate = new Lock();
        IsSound(seed, countsTogether: false, run =>
        {
            lock (gate)
            {
                run.Operation("nothing", () => { });
            }

            run.Memory.Ref<long>(TwoWriters.Own(run.Writer))++;
            Compute();
            run.Memory.Drain();
        });
    }

    // Freed by the first lock it stores, and waits for the second; only then comes the other one's next event.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AFreedWriterThatIsBlockedAgain_KeepsItsStores(ulong seed)
    {
        var first = new Lock();
        var second = new Lock();
        CrashScenario scenario = TwoWriters.Counting(StoreGranularity.Byte, _ => { }, countsTogether: false, countsAlone: false) with
        {
            Writers =
            [
                run =>
                {
                    first.Enter();
                    second.Enter();
                    run.Operation("nothing", () => { });
                    first.Exit();
                    Compute();
                    run.Operation("nothing", () => { });
                    second.Exit();
                },
                run => run.Operation("store", () =>
                {
                    first.Enter();
                    run.Memory.Ref<long>(0) = 1;
                    second.Enter();
                    run.Memory.Drain();
                    second.Exit();
                    first.Exit();
                }),
            ],
            Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) == 1 || crash.CountCompleted("store") == 0)),
        };
        CrashExplorer.Explore(scenario, new ExplorerOptions { Seed = seed, RecoveryDepth = 0 }).ThrowIfFailed();
    }

    // Some seed lets the first writer store before the second one drains; that drain is not the first one's.
    [Fact]
    public void WhatAWriterStoresLast_IsNotAnothers()
    {
        CrashScenario scenario = TwoWriters.Counting(StoreGranularity.Byte, _ => { }, countsTogether: false, countsAlone: false) with
        {
            Writers = [run => run.Memory.Ref<long>(0) = 1, run => run.Operation("drain", run.Memory.Drain)],
            Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) == 1 || crash.CompletedCount == 0)),
        };
        Assert.Contains(Enumerable.Range(1, 10), seed => WasStored(scenario, (ulong)seed));
    }

    private static bool WasStored(CrashScenario scenario, ulong seed) =>
        CrashExplorer.Explore(scenario, new ExplorerOptions { Seed = seed, RecoveryDepth = 0 }).FailedImages != 0;

    private static void IsSound(ulong seed, bool countsTogether, Action<CrashRun> increment) => CrashExplorer.Explore(
        TwoWriters.Counting(StoreGranularity.Byte, increment, countsTogether, countsAlone: !countsTogether),
        new ExplorerOptions { Seed = seed, RecoveryDepth = 0 }).ThrowIfFailed();

    // Longer than a step between two events takes, and than a thread takes to wake.
    private static void Compute()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(5))
        {
        }
    }
}
