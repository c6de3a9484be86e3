using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class DeterminismTests
{
    private const int Lines = 24;

    [Fact]
    public void TheSameSeed_GivesTheSameImagesAndTheSameFailures()
    {
        CrashReport first = Explore(seed: 5, workers: 1, out HashSet<ulong> firstImages);
        CrashReport second = Explore(seed: 5, workers: 1, out HashSet<ulong> secondImages);
        Assert.Equal(firstImages.Order(), secondImages.Order());
        Same(first, second);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
    }

    // Several times, because it is chance which worker meets an image first that is possible at several moments.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void HowManyWorkersThereAre_ChangesNothing(int workers)
    {
        for (ulong seed = 1; seed <= 12; seed++)
        {
            Same(Explore(seed, workers: 1, out _), Explore(seed, workers, out _));
        }
    }

    [Fact]
    public void AnotherSeed_GivesOtherSamples()
    {
        Explore(seed: 5, workers: 1, out HashSet<ulong> first);
        Explore(seed: 6, workers: 1, out HashSet<ulong> second);
        Assert.NotEqual(first.Order(), second.Order());
    }

    [Fact]
    public void StoppingAtTheFirstFailure_StopsAtTheSameOne()
    {
        CrashReport all = Explore(seed: 5, workers: 1, out _);
        CrashReport first = Explore(seed: 5, workers: 2, out _, stops: true);
        Assert.Equal(all.Failures[0].Image.ToString(), first.Failures[0].Image.ToString());
        Assert.Equal(1, first.FailedImages);
    }

    private static void Same(CrashReport left, CrashReport right)
    {
        Assert.NotEqual(0, left.FailedImages);
        Assert.Equal(left.Levels, right.Levels);
        Assert.Equal(left.Failures.Select(failure => failure.ToString()), right.Failures.Select(failure => failure.ToString()));
    }

    // More lines than can be looked at in every order, a recovery that stores, and a check that fails for some.
    private static CrashReport Explore(ulong seed, int workers, out HashSet<ulong> images, bool stops = false)
    {
        var seen = new HashSet<ulong>();
        int checks = 0;
        int failures = 0;
        CrashScenario scenario = new()
        {
            Length = (Lines + 2) * 64,
            Run = run => run.Operation("store", () =>
            {
                for (int line = 0; line < Lines; line++)
                {
                    run.Memory.StoreAtomic(line * 64, 1, StoreOptions.NoDrain);
                }

                run.Memory.Drain();
            }),
            Subject = CrashSubject.Of(
                memory =>
                {
                    memory.StoreAtomic((Lines + 1) * 64, memory.ReadOnlyRef<long>((Lines + 1) * 64) + 1);
                    return memory;
                },
                (memory, crash) =>
                {
                    if (Interlocked.Increment(ref checks) == 1 && workers > 1 && !stops)
                    {
                        // The other workers meet later failures before this one meets the first.
                        SpinWait.SpinUntil(() => Volatile.Read(ref failures) >= 3, TimeSpan.FromMinutes(1));
                    }

                    ulong image = 0;
                    for (int line = 0; line < Lines; line++)
                    {
                        image |= (ulong)memory.ReadOnlyRef<long>(line * 64) << line;
                    }

                    lock (seen)
                    {
                        seen.Add(image);
                    }

                    bool isSound = (image & 0x70) != 0x50;
                    failures += isSound ? 0 : 1;
                    crash.Require(isSound);
                }),
        };
        images = seen;
        return CrashExplorer.Explore(scenario, new ExplorerOptions { Seed = seed, Workers = workers, MaxImages = 4000, StopAtFirstFailure = stops });
    }
}
