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
        SpinWait.SpinUntil(() => activity.Read().IsStill);
        ThreadReading before = activity.Read();
        Assert.Equal(before, activity.Read());

        wake.Set();

        // Woken is enough: it need not have had a CPU.
        ThreadReading after = activity.Read();
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
        Assert.False(activity.Read().IsStill);
        TimeSpan before = activity.Read().Worked;
        SpinWait.SpinUntil(() => activity.Read().Worked - before > TimeSpan.FromMilliseconds(30));
        Volatile.Write(ref isOver, true);
        thread.Join();
    }

    // For its own time it would never come to anything where others are busy.
    [Fact]
    public void AThreadThatYields_CouldHaveWorked()
    {
        bool isOver = false;
        Thread thread = Start(ThreadActivity.OfThisThread, out ThreadActivity activity, () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                Thread.Yield();
            }
        });
        TimeSpan before = activity.Read().Worked;
        SpinWait.SpinUntil(() => activity.Read().Worked - before > TimeSpan.FromMilliseconds(30));
        Volatile.Write(ref isOver, true);
        thread.Join();
    }

    [Fact]
    public void AThreadThatHasEnded_StandsStill()
    {
        Start(ThreadActivity.OfThisThread, out ThreadActivity activity, () => { }).Join();
        SpinWait.SpinUntil(() => activity.Read().IsStill);
        Assert.False(activity.IsAlive);
    }

    [Fact]
    public void WithoutProc_AThreadThatWaitsMayHaveBeenWoken()
    {
        using var wake = new ManualResetEventSlim(initialState: false, spinCount: 0);
        Thread thread = Start(ThreadActivity.OfThisThreadByTheClock, out ThreadActivity activity, wake.Wait);
        SpinWait.SpinUntil(() => activity.Read().IsWaiting);
        Assert.False(activity.Read().IsStill);
        TimeSpan before = activity.Read().Worked;
        SpinWait.SpinUntil(() => activity.Read().Worked > before);
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
