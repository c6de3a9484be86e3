using System.Collections.Concurrent;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What becomes of threads that are still on their way when a run ends, and of too many of them.</summary>
public sealed class WritersAtTheEndTests
{
    private const int MostThreads = 63;
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(30);

    // The second writer ends when the first one is waiting already: nobody has the turn when that one comes to its event.
    [Fact]
    public void AWriterThatWasBlockedForEver_GoesOnWhenTheRunHasFailed()
    {
        Thread? waiting = null;
        bool isOver = false;
        CrashScenario scenario = Scenario(
            run =>
            {
                Volatile.Write(ref waiting, Thread.CurrentThread);
                SpinWait.SpinUntil(() => Volatile.Read(ref isOver));
                run.Operation("late", () => { });
            },
            run =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref waiting) is not null);
                run.Memory.Drain();
            });

        // What a thread that wakes again and again could have worked adds up to 20 seconds in a few.
        Assert.Throws<InvalidOperationException>(() => CrashExplorer.Explore(scenario));
        Volatile.Write(ref isOver, true);
        Assert.True(waiting!.Join(s_soon));
    }

    // One of them has the turn when the writer ends, and ends without a word; the other one waits for it.
    [Fact]
    public void AStructuresThreads_GoOnInTheMemoryWhenTheLastWriterHasEnded()
    {
        var failures = new ConcurrentQueue<Exception?>();
        Thread[] threads = [];
        CrashExplorer.Explore(Scenario(run =>
        {
            int known = 0;
            void DrainAndStore()
            {
                run.Memory.Drain();
                Interlocked.Increment(ref known);
                for (int i = 0; i < 100; i++)
                {
                    run.Memory.Drain();
                }

                run.Memory.StoreAtomic(0, 1);
            }

            threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => failures.Enqueue(Record.Exception(DrainAndStore))) { IsBackground = true })];
            Array.ForEach(threads, thread => thread.Start());
            SpinWait.SpinUntil(() => Volatile.Read(ref known) == threads.Length);
        }));
        Assert.All(threads, thread => Assert.True(thread.Join(s_soon)));
        Assert.All(failures, Assert.Null);
    }

    [Theory]
    [InlineData(MostThreads, false)]
    [InlineData(MostThreads - 1, true)]
    public void AsManyWriters_AsThereAreNumbersFor(int count, bool hasRun) => CrashExplorer.Explore(Several(count, hasRun)).ThrowIfFailed();

    [Theory]
    [InlineData(MostThreads + 1, false)]
    [InlineData(MostThreads, true)]
    public void MoreWriters_AreRefused(int count, bool hasRun)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => CrashExplorer.Explore(Several(count, hasRun)));
        Assert.Contains($"at most {MostThreads} threads", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreThreadsOfAStructure_FailTheRun() => FailsForThreads(Scenario() with { Run = StoreOnEveryThread });

    [Fact]
    public void AWriterBehindTooManyThreadsOfAStructure_FailsTheRun() =>
        FailsForThreads(Scenario(run => run.Memory.Drain()) with { Run = StoreOnEveryThread });

    private static void FailsForThreads(CrashScenario scenario)
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => CrashExplorer.Explore(scenario));
        Assert.Contains($"at most {MostThreads} threads", failure.Message, StringComparison.Ordinal);
    }

    private static void StoreOnEveryThread(CrashRun run)
    {
        for (int i = 0; i < MostThreads; i++)
        {
            ImagesLeft.OnAnotherThread(() => run.Memory.StoreAtomic(0, 1));
        }
    }

    private static CrashScenario Several(int count, bool hasRun) =>
        Scenario([.. Enumerable.Repeat<Action<CrashRun>>(run => run.Memory.Drain(), count)]) with { Run = hasRun ? _ => { } : null };

    private static CrashScenario Scenario(params Action<CrashRun>[] writers) => new()
    {
        Length = 64,
        Writers = writers,
        AllowedGaps = CrashGaps.NothingStored | CrashGaps.NoOperation | CrashGaps.NothingChecked,
        Subject = CrashSubject.Of(memory => memory, (_, _) => { }),
    };
}
