using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class ThreadActivityTests
{
    [Fact]
    public void AThreadThatWaits_StandsStillUntilItIsWoken()
    {
        using var wake = new ManualResetEventSlim(initialState: false, spinCount: 0);
        bool isOver = false;
        Thread thread = Start(ThreadActivity.OfThisThread, out ThreadActivity activity, () =>
        {
            wake.Wait();
            SpinWait.SpinUntil(() => Volatile.Read(ref isOver));
        });
        SpinWait.SpinUntil(() => activity.Stillness().IsStill);
        ThreadStillness before = activity.Stillness();
        Assert.Equal(before, activity.Stillness());

        wake.Set();

        // Woken is enough: it need not have had a CPU.
        ThreadStillness after = activity.Stillness();
        Assert.True(!after.IsStill || after.Waits != before.Waits);
        Volatile.Write(ref isOver, true);
        thread.Join();
    }

    [Fact]
    public void AThreadThatSpins_WorksAndIsNotStill()
    {
        bool isOver = false;
        Thread thread = Start(ThreadActivity.OfThisThread, out ThreadActivity activity, () =>
        {
            while (!Volatile.Read(ref isOver))
            {
            }
        });
        Assert.False(activity.Stillness().IsStill);
        TimeSpan before = activity.Worked();
        SpinWait.SpinUntil(() => activity.Worked() - before > TimeSpan.FromMilliseconds(30));
        Volatile.Write(ref isOver, true);
        thread.Join();
    }

    [Fact]
    public void AThreadThatHasEnded_StandsStill()
    {
        Start(ThreadActivity.OfThisThread, out ThreadActivity activity, () => { }).Join();
        SpinWait.SpinUntil(() => activity.Stillness().IsStill);
        Assert.False(activity.IsAlive);
    }

    [Fact]
    public void WithoutProc_AThreadThatWaitsMayHaveBeenWoken()
    {
        using var wake = new ManualResetEventSlim(initialState: false, spinCount: 0);
        Thread thread = Start(ThreadActivity.OfThisThreadByTheClock, out ThreadActivity activity, wake.Wait);
        SpinWait.SpinUntil(() => activity.Stillness().IsWaiting);
        Assert.False(activity.Stillness().IsStill);
        TimeSpan before = activity.Worked();
        SpinWait.SpinUntil(() => activity.Worked() > before);
        wake.Set();
        thread.Join();
    }

    private static Thread Start(Func<ThreadActivity> ask, out ThreadActivity activity, Action work)
    {
        ThreadActivity? known = null;
        using var isKnown = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            known = ask();
            isKnown.Set();
            work();
        });
        thread.Start();
        isKnown.Wait();
        activity = known!;
        return thread;
    }
}
