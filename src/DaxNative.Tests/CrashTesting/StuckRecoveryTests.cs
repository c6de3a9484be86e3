using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Recoveries and checks that do not return. They wait here for a signal that comes when the test is over.</summary>
public sealed class StuckRecoveryTests : IDisposable
{
    private static readonly ExplorerOptions s_soon = new() { Workers = 1, RecoveryLimit = TimeSpan.FromMilliseconds(300) };

    private readonly ManualResetEventSlim _isOver = new();

    public void Dispose() => _isOver.Set();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ARecoveryThatDoesNotReturn_IsAFailureThatNamesItsImage(int workers)
    {
        CrashReport report = CrashExplorer.Explore(InRecovery(), s_soon with { Workers = workers });
        Assert.InRange(report.Failures.Count, 1, workers);
        Assert.Equal(ExplorationEnd.Stuck, report.End);
        Assert.False(report.IsExhaustive);
        Assert.All(report.Failures, failure =>
        {
            Assert.IsType<TimeoutException>(failure.Cause);
            Assert.Contains("The recovery has not returned for 0.3 seconds", failure.Cause.Message, StringComparison.Ordinal);
            Assert.Contains("nothing returns from it", failure.Missing, StringComparison.Ordinal);
            Assert.Contains($"ImagePath.Parse(\"{failure.Image}\")", report.ToString(), StringComparison.Ordinal);
        });
        Assert.Throws<CrashFoundException>(report.ThrowIfFailed);
    }

    [Fact]
    public void ACheckThatDoesNotReturn_IsAFailureToo()
    {
        CrashScenario scenario = Commits.Sound with { Subject = CrashSubject.Of(memory => memory, (memory, _) => WaitIfCommitted(memory)) };
        Assert.Contains("The check has not returned", Assert.Single(CrashExplorer.Explore(scenario, s_soon).Failures).Cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondRecoveryThatDoesNotReturn_IsFoundToo()
    {
        // Stuck only where a recovery was cut behind its first store.
        CrashScenario scenario = Commits.Sound with
        {
            Subject = CrashSubject.Of(
                memory =>
                {
                    if (memory.ReadOnlyRef<long>(256) == 1)
                    {
                        _isOver.Wait();
                    }

                    memory.StoreAtomic(256, 1);
                    memory.StoreAtomic(256, 0);
                    return memory;
                },
                Commits.Check),
        };
        Assert.Equal(2, Assert.Single(CrashExplorer.Explore(scenario, s_soon).Failures).Image.Steps.Count);
    }

    [Fact]
    public void AnotherImageThatDoesNotReturn_WhileAFailureIsMadeSmaller_LeavesTheFailureAsItIs()
    {
        // Of the three lines the first must be there with the last; the image with all of them does not return, and is met only when
        // the failing one is made smaller.
        int checks = 0;
        CrashScenario scenario = Commits.Of(map =>
        {
            map.StoreAtomic(64, 1, StoreOptions.NoDrain);
            map.StoreAtomic(0, 1);
        }) with
        {
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
            {
                bool isWhole = memory.ReadOnlyRef<long>(64) == 1 && memory.ReadOnlyRef<long>(0) == 1;
                if (isWhole && Volatile.Read(ref checks) != 0)
                {
                    _isOver.Wait();
                }

                checks += memory.ReadOnlyRef<long>(0) == 1 && !isWhole ? 1 : 0;
                crash.Require(memory.ReadOnlyRef<long>(0) == 0 || isWhole);
            }),
        };
        CrashReport report = CrashExplorer.Explore(scenario, s_soon with { StopAtFirstFailure = true, RecoveryDepth = 0 });
        Assert.IsType<CrashCheckException>(Assert.Single(report.Failures).Cause);
        Assert.Contains("another image", report.Failures[0].Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_EndsAnExplorationWhoseRecoveryDoesNotReturn()
    {
        using var cancellation = new CancellationTokenSource();
        CrashScenario scenario = Commits.Sound with
        {
            Subject = CrashSubject.Of(
                memory =>
                {
                    cancellation.Cancel();
                    _isOver.Wait();
                    return memory;
                },
                Commits.Check),
        };
        Assert.ThrowsAny<OperationCanceledException>(() => CrashExplorer.Explore(scenario, new ExplorerOptions { Workers = 1 }, cancellation.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void ALimitThatIsNone_IsRefused(int seconds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => CrashExplorer.Explore(Commits.Sound, new ExplorerOptions { RecoveryLimit = TimeSpan.FromSeconds(seconds) }));

    [Fact]
    public void NoLimit_IsPossible() => CrashExplorer.Explore(Commits.Sound, new ExplorerOptions { RecoveryLimit = Timeout.InfiniteTimeSpan }).ThrowIfFailed();

    private CrashScenario InRecovery() => Commits.Sound with
    {
        Subject = CrashSubject.Of(
            memory =>
            {
                WaitIfCommitted(memory);
                return memory;
            },
            Commits.Check),
    };

    private void WaitIfCommitted(PersistentMapping memory)
    {
        if (memory.ReadOnlyRef<long>(0) == 1)
        {
            _isOver.Wait();
        }
    }
}
