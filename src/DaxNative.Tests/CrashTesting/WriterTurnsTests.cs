using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class WriterTurnsTests
{
    private const int Increments = 6;

    [Fact]
    public void Writers_TakeTurnsBySeed()
    {
        Assert.Equal(Undisturbed(1), Undisturbed(1));
        Assert.True(Enumerable.Range(1, 6).Select(seed => Undisturbed((ulong)seed)).Distinct().Count() > 2);
    }

    [Fact]
    public void Writers_LoseAnUpdateWhenTheyShareOneWithoutALock() =>
        Assert.Contains(Enumerable.Range(1, 10), seed => Explore((ulong)seed, Racy).FailedImages != 0);

    [Fact]
    public void Writers_ThatHoldALockWhileTheyWait_DoNotDeadlock()
    {
        var gate = new Lock();
        CrashReport report = Explore(1, map =>
        {
            lock (gate)
            {
                Racy(map);
            }
        });
        report.ThrowIfFailed();
        Assert.NotEqual(0, report.TimesBlocked);
    }

    [Fact]
    public void Writers_ThatSpinForEachOther_DoNotDeadlock()
    {
        int taken = 0;
        Explore(2, map =>
        {
            SpinWait.SpinUntil(() => Interlocked.CompareExchange(ref taken, 1, 0) == 0);
            Racy(map);
            Volatile.Write(ref taken, 0);
        }).ThrowIfFailed();
    }

    [Fact]
    public void Writers_AreNumberedAsTheyAreListed()
    {
        var writers = new List<(int Number, int Writer)>();
        CrashScenario scenario = Scenario(_ => { }) with
        {
            Writers = [.. Enumerable.Range(0, 3).Select<int, Action<CrashRun>>(number => run =>
            {
                lock (writers)
                {
                    writers.Add((number, run.Writer));
                }
            })],
        };
        CrashExplorer.Explore(scenario);
        Assert.Equal([(0, 0), (1, 1), (2, 2)], writers.Order());
    }

    [Fact]
    public void AStructuresOwnThread_TakesPartInTheTurns()
    {
        CrashScenario scenario = Scenario(_ => { }) with
        {
            Writers = [run => run.Operation("increment", () => ImagesLeft.OnAnotherThread(() => Racy(run.Memory))), run => run.Operation("wait", () => { })],
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
                crash.Require(memory.ReadOnlyRef<long>(0) >= crash.CountCompleted("increment"))),
        };
        CrashExplorer.Explore(scenario).ThrowIfFailed();
    }

    [Fact]
    public void AWritersException_ReachesTheCaller() => Assert.Throws<InvalidDataException>(
        () => CrashExplorer.Explore(Scenario(_ => { }) with { Writers = [_ => throw new InvalidDataException(), run => run.Memory.Drain()] }));

    // On a machine so busy that a writer has no CPU for long, another run is as good.
    private static ulong Undisturbed(ulong seed)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            CrashReport report = Explore(seed, Racy);
            if (report.TimesBlocked == 0)
            {
                return report.Fingerprint;
            }
        }

        throw new InvalidOperationException("In 20 runs a writer that never waits was taken for blocked.");
    }

    private static void Racy(PersistentMapping map)
    {
        long value = map.ReadOnlyRef<long>(0);
        map.StoreAtomic(64, value);
        map.StoreAtomic(0, value + 1);
    }

    private static CrashReport Explore(ulong seed, Action<PersistentMapping> increment) =>
        CrashExplorer.Explore(Scenario(increment), new ExplorerOptions { Seed = seed, RecoveryDepth = 0, MaxReportedFailures = 1 });

    private static CrashScenario Scenario(Action<PersistentMapping> increment)
    {
        void Write(CrashRun run)
        {
            for (int i = 0; i < Increments; i++)
            {
                run.Operation("increment", () => increment(run.Memory));
            }
        }

        return new CrashScenario
        {
            Length = 128,
            Writers = [Write, Write],
            Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) >= crash.CompletedCount)),
        };
    }
}
