using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Each way in which one writer waits for another is seen, and the run comes again.</summary>
public class WriterWaitsTests
{
    public static TheoryData<string> Ways => [.. s_gates.Keys];

    // Each returns what a writer does around its work.
    private static readonly Dictionary<string, Func<Action<Action>>> s_gates = new()
    {
        ["Lock"] = () =>
        {
            var gate = new Lock();
            return work =>
            {
                lock (gate)
                {
                    work();
                }
            };
        },
        ["Monitor"] = () =>
        {
            object gate = new();
            return work =>
            {
                lock (gate)
                {
                    work();
                }
            };
        },
        ["Monitor with a limit"] = () =>
        {
            object gate = new();
            return work =>
            {
                Assert.True(Monitor.TryEnter(gate, TimeSpan.FromMinutes(5)));
                work();
                Monitor.Exit(gate);
            };
        },
        ["Monitor again and again"] = () =>
        {
            object gate = new();
            return work =>
            {
                while (!Monitor.TryEnter(gate, millisecondsTimeout: 1))
                {
                }

                work();
                Monitor.Exit(gate);
            };
        },
        ["condition"] = () =>
        {
            object gate = new();
            bool isTaken = false;
            return work =>
            {
                lock (gate)
                {
                    while (isTaken)
                    {
                        Monitor.Wait(gate);
                    }

                    isTaken = true;
                }

                work();
                lock (gate)
                {
                    isTaken = false;
                    Monitor.Pulse(gate);
                }
            };
        },
        ["SemaphoreSlim"] = () =>
        {
            var gate = new SemaphoreSlim(1);
            return work =>
            {
                gate.Wait();
                work();
                gate.Release();
            };
        },
        ["AutoResetEvent"] = () =>
        {
            var gate = new AutoResetEvent(initialState: true);
            return work =>
            {
                gate.WaitOne();
                work();
                gate.Set();
            };
        },
        ["Mutex"] = () =>
        {
            var gate = new Mutex();
            return work =>
            {
                gate.WaitOne();
                work();
                gate.ReleaseMutex();
            };
        },
        ["ReaderWriterLockSlim"] = () =>
        {
            var gate = new ReaderWriterLockSlim();
            return work =>
            {
                gate.EnterWriteLock();
                work();
                gate.ExitWriteLock();
            };
        },
        ["tasks"] = () =>
        {
            Task last = Task.CompletedTask;
            return work =>
            {
                var own = new TaskCompletionSource();
                Interlocked.Exchange(ref last, own.Task).Wait();
                work();
                own.SetResult();
            };
        },
        ["spinning that yields"] = () =>
        {
            int taken = 0;
            return work =>
            {
                while (Interlocked.CompareExchange(ref taken, 1, 0) != 0)
                {
                    CrashRun.Yield();
                }

                work();
                Volatile.Write(ref taken, 0);
            };
        },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void AWait_IsSeen(string way)
    {
        bool isAnyBlocked = false;
        for (int schedule = 0; schedule < 8; schedule++)
        {
            var options = new ExplorerOptions { Schedule = schedule, RecoveryDepth = 0, KeepsSources = false };
            CrashReport first = Explore(way, options);
            CrashReport second = Explore(way, options);
            first.ThrowIfFailed();
            Assert.True(first.IsRepeatable, first.ToString());
            Assert.Equal(first.Fingerprint, second.Fingerprint);
            Assert.Equal(first.ScheduleText, second.ScheduleText);
            isAnyBlocked |= first.TimesBlocked != 0;
        }

        Assert.True(isAnyBlocked || way == "spinning that yields");
    }

    [Fact]
    public void AWaitWithALimit_EndsWhenNobodyElseCanGoOn()
    {
        using var never = new ManualResetEventSlim();
        bool? isSet = null;
        CrashScenario scenario = TwoWriters.Counting(StoreGranularity.CacheLine, run => run.Memory.StoreAtomic(TwoWriters.Own(run.Writer), run.Memory.ReadOnlyRef<long>(TwoWriters.Own(run.Writer)) + 1), countsTogether: false, countsAlone: true);
        CrashReport report = CrashExplorer.Explore(scenario with { Writers = [.. scenario.Writers, _ => isSet = never.Wait(TimeSpan.FromMilliseconds(50))] });
        report.ThrowIfFailed();
        Assert.False(isSet);
        Assert.True(report.IsRepeatable, report.ToString());
    }

    [Fact]
    public void AThreadOfTheStructure_MakesTheOrderAMatterOfTime()
    {
        CrashScenario scenario = TwoWriters.Counting(
            StoreGranularity.CacheLine,
            run => ImagesLeft.OnAnotherThread(() => run.Memory.StoreAtomic(TwoWriters.Own(run.Writer), run.Memory.ReadOnlyRef<long>(TwoWriters.Own(run.Writer)) + 1)),
            countsTogether: false,
            countsAlone: true);
        CrashReport report = CrashExplorer.Explore(scenario, new ExplorerOptions { RecoveryDepth = 0 });
        report.ThrowIfFailed();
        Assert.False(report.IsRepeatable);
        Assert.Contains("may not come again", report.ToString(), StringComparison.Ordinal);
    }

    private static CrashReport Explore(string way, ExplorerOptions options)
    {
        Action<Action> enter = s_gates[way]();
        return CrashExplorer.Explore(
            TwoWriters.Counting(
                StoreGranularity.Byte,
                run => enter(() =>
                {
                    run.Memory.Ref<long>(0)++;
                    run.Memory.Drain();
                }),
                countsTogether: true,
                countsAlone: false),
            options);
    }
}
