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

    // Woken by a timer: also between the last look at it and the other one's event. A long memory takes long to search there.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AFreedWriterThatPolls_KeepsItsStores(ulong seed)
    {
        using var never = new ManualResetEvent(initialState: false);
        int taken = 0;
        CrashScenario scenario = TwoWriters.Counting(
            StoreGranularity.Byte,
            run =>
            {
                while (Interlocked.CompareExchange(ref taken, 1, 0) != 0)
                {
                    never.WaitOne(1);
                }

                run.Memory.Ref<long>(0)++;
                run.Memory.Drain();
                Volatile.Write(ref taken, 0);
            },
            countsTogether: true,
            countsAlone: false);
        CrashExplorer.Explore(scenario with { Length = 2 << 20 }, new ExplorerOptions { Seed = seed, RecoveryDepth = 0 }).ThrowIfFailed();
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
    [InlineData(5)]
    [InlineData(6)]
    public void AFreedWriterThatIsBlockedAgain_KeepsItsStores(ulong seed)
    {
        var first = new Lock();
        var second = new Lock();
        CrashScenario scenario = Stored() with
        {
            Writers =
            [
                run =>
                {
                    first.Enter();
                    second.Enter();
                    run.Memory.Drain();
                    first.Exit();
                    Compute();
                    run.Memory.Flush(0, 8);
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
        };
        CrashExplorer.Explore(scenario, new ExplorerOptions { Seed = seed, RecoveryDepth = 0 }).ThrowIfFailed();
    }

    // Some seed lets the first writer run to its end before the second one begins: nobody but itself can have stored.
    [Fact]
    public void WhatAWriterStoresLast_IsNotDurableByAnothersDrain()
    {
        bool isStored = false;
        CrashScenario scenario = Stored() with
        {
            Writers =
            [
                run =>
                {
                    run.Memory.Ref<long>(0) = 1;
                    Volatile.Write(ref isStored, true);
                },
                run =>
                {
                    SpinWait.SpinUntil(() => Volatile.Read(ref isStored));
                    run.Operation("store", run.Memory.Drain);
                },
            ],
        };
        Assert.Contains(Enumerable.Range(1, 10), seed =>
        {
            isStored = false;
            return CrashExplorer.Explore(scenario, new ExplorerOptions { Seed = (ulong)seed, RecoveryDepth = 0 }).FailedImages != 0;
        });
    }

    [Fact]
    public void WhatTheRunStoresLast_IsNotDurableByAWritersDrain()
    {
        CrashScenario scenario = Stored() with
        {
            Run = run => run.Memory.Ref<long>(0) = 1,
            Writers = [run => run.Operation("store", run.Memory.Drain)],
        };
        Assert.NotEqual(0, CrashExplorer.Explore(scenario).FailedImages);
    }

    private static CrashScenario Stored() => new()
    {
        Length = 64,
        Granularity = StoreGranularity.Byte,
        Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) == 1 || crash.CompletedCount == 0)),
    };

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
