using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A leader waits for those who came the last time, a moment, and not again and again in vain.</summary>
public class CommitGroupTests
{
    private long _now;
    private int _looks;

    [Fact]
    public void WithoutOthers_NobodyWaits()
    {
        CommitGroup group = Group();
        Commit(group, served: 1, queued: 0);

        Assert.False(group.ExpectsOthers);
        Assert.Equal(0, LooksIn(group, comes: _ => 1));
    }

    [Fact]
    public void ThoseWhoCameMeanwhile_AreExpectedTogetherWithThoseWhoWereServed()
    {
        CommitGroup group = Group();
        Commit(group, served: 3, queued: 5);

        Assert.True(group.ExpectsOthers);
        Assert.Equal(4, LooksIn(group, comes: looks => looks < 4 ? 7 : 8));
    }

    [Fact]
    public void TheWait_EndsAfterAQuarterOfACommit()
    {
        CommitGroup group = Group();
        Commit(group, served: 2, queued: 2, time: 40);
        long start = _now;

        LooksIn(group, comes: _ => 3);

        Assert.InRange(_now - start, 10, 12);
    }

    [Fact]
    public void WaitsInVain_BecomeRare()
    {
        CommitGroup group = Group();
        int waits = 0;
        for (int commit = 0; commit < 1000; commit++)
        {
            Commit(group, served: 1, queued: 1);
            waits += LooksIn(group, comes: _ => 1) > 0 ? 1 : 0;
        }

        // 1 + 2 + 4 + … + 32 commits without one, then 64 after each.
        Assert.InRange(waits, 18, 24);
    }

    [Fact]
    public void AWaitThatWasWorthIt_MakesTheNextOneUsualAgain()
    {
        CommitGroup group = Group();
        Commit(group, served: 1, queued: 1);
        Assert.NotEqual(0, LooksIn(group, comes: _ => 1));
        Assert.Equal(0, LooksIn(group, comes: _ => 1));
        Assert.NotEqual(0, LooksIn(group, comes: looks => looks < 2 ? 1 : 2));

        Assert.NotEqual(0, LooksIn(group, comes: looks => looks < 2 ? 1 : 2));
    }

    [Fact]
    public void WhoeverWantsTheEndOfTheLog_EndsTheWait()
    {
        CommitGroup group = Group();
        Commit(group, served: 4, queued: 4, time: long.MaxValue / 8);

        group.Await(this, static _ => 1, static tests => ++tests._looks == 3);

        Assert.Equal(3, _looks);
    }

    // Each look at the clock takes a tick.
    private CommitGroup Group() => new(() => _now++);

    private void Commit(CommitGroup group, int served, int queued, long time = 1000)
    {
        group.Begin();
        _now += time - 1;
        group.End(served, queued);
    }

    // How often the leader looked in vain.
    private int LooksIn(CommitGroup group, Func<int, int> comes)
    {
        _looks = 0;
        group.Await(this, tests => comes(tests._looks), static tests => ++tests._looks < 0);
        return _looks;
    }
}
