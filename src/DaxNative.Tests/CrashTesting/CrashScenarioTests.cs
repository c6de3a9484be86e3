using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class CrashScenarioTests
{
    [Theory]
    [InlineData(StoreOptions.NoDrain, true)]
    [InlineData(StoreOptions.None, false)]
    public void TheExampleOfTheDocumentation_FailsUntilItsBugIsGone(StoreOptions bug, bool fails)
    {
        CrashReport report = CrashExplorer.Explore(new CrashScenario
        {
            Name = "counter",
            Length = 4096,
            Run = run =>
            {
                for (int i = 1; i <= 3; i++)
                {
                    run.Operation("increment", () =>
                    {
                        run.Memory.StoreAtomic(64, i, bug);
                        run.Memory.StoreAtomic(0, i);
                    });
                }
            },
            Subject = CrashSubject.Of(
                memory => memory,
                (memory, crash) =>
                {
                    long count = memory.ReadOnlyRef<long>(0);
                    crash.Require(count >= crash.CompletedCount);
                    crash.Require(memory.ReadOnlyRef<long>(64) >= count);
                }),
        });
        Assert.Equal(fails, report.FailedImages != 0);
    }

    [Fact]
    public void TheCheck_LearnsWhatWasCompletedAndWhatWasUnderWay()
    {
        var seen = new HashSet<string>();
        CrashScenario scenario = Commits.Sound with
        {
            Run = run =>
            {
                run.Operation("first", () => run.Memory.StoreAtomic(0, 1), tag: 11);
                run.Operation("second", () => run.Memory.StoreAtomic(0, 2), tag: 22);
            },
            Subject = CrashSubject.Of(memory => memory, (_, crash) =>
            {
                Assert.Equal([(0, "first", 11, 0), (1, "second", 22, 0)], crash.Operations.Select(operation => (operation.Index, operation.Name, (int)operation.Tag, operation.Writer)));
                Assert.Equal(crash.CompletedCount, crash.CountCompleted("first") + crash.CountCompleted("second"));
                Assert.Equal(crash.StartedCount, crash.CountStarted("first") + crash.CountStarted("second"));
                seen.Add(string.Concat(crash.Operations.Select(operation => crash.IsCompleted(operation.Index) ? 'c' : crash.IsStarted(operation.Index) ? 's' : '-')));
            }),
        };
        Commits.Explore(scenario).ThrowIfFailed();
        Assert.Equal(["--", "c-", "cc", "cs", "s-"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnOperation_IsCompletedOnce() => Assert.Throws<ArgumentOutOfRangeException>(() => Commits.Explore(Commits.Sound with
    {
        Run = run => run.Complete(run.Operation("done", () => { })),
    }));

    [Fact]
    public void AnOperation_HasAName() =>
        Assert.Throws<ArgumentException>(() => Commits.Explore(Commits.Sound with { Run = run => run.Begin("") }));

    [Fact]
    public void AScenario_RunsSomething() =>
        Assert.Throws<ArgumentException>(() => Commits.Explore(Commits.Sound with { Run = null }));

    [Fact]
    public void ASubject_IsMadeForEachWorker_AndUsedForManyImages()
    {
        int made = 0;
        CrashReport report = CrashExplorer.Explore(
            Commits.Sound with
            {
                Subject = () =>
                {
                    Interlocked.Increment(ref made);
                    return CrashSubject.Of(memory => memory, Commits.Check)();
                },
            },
            new ExplorerOptions { Workers = 3 });
        report.ThrowIfFailed();
        Assert.Equal(3, made);
    }
}
