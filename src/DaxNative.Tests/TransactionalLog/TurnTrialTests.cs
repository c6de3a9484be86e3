using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>By positions that are far apart or not at all: whatever the clock says, the one is further than the other.</summary>
public class TurnTrialTests
{
    private const long Far = 1L << 40;
    private readonly TurnTrial _trial = new();
    private long _position;

    [Fact]
    public void TurnsAreTried_AfterAFewLooks()
    {
        Assert.Equal(5, LooksUntilDue(step: Far));
        Assert.Equal(4, LooksUntilDue(step: Far));
    }

    [Fact]
    public void TurnsThatGetNoFurther_AreGivenUp_AndNotTriedAgainAtOnce()
    {
        LooksUntilDue(step: Far);
        Assert.Equal(8, TurnsUntilTheEnd(step: 0));
        _trial.Stop();
        Assert.True(LooksUntilDue(step: Far) > 5);
    }

    [Fact]
    public void TurnsThatGetFurther_GoOn_UntilItIsTimeToLookAgain()
    {
        LooksUntilDue(step: 0);
        Assert.Equal(1024, TurnsUntilTheEnd(step: Far));
        _trial.Stop();
        Assert.Equal(5, LooksUntilDue(step: 0));
    }

    private int LooksUntilDue(long step)
    {
        int looks = 1;
        for (; !_trial.IsDue(_position); looks++)
        {
            _position += step;
        }

        return looks;
    }

    private int TurnsUntilTheEnd(long step)
    {
        int turns = 1;
        for (; _trial.GoesOn(_position); turns++)
        {
            _position += step;
        }

        return turns;
    }
}
