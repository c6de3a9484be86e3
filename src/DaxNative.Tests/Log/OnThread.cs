namespace DaxNative.Tests;

/// <summary>Work on a thread of its own, which may be held up without holding up the pool.</summary>
internal static class OnThread
{
    internal static Task Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    internal static Task<T> Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(work, done);
        return done.Task;
    }

    /// <summary>Starts work and waits until its thread waits for something.</summary>
    internal static Task<T> RunUntilItWaits<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = Start(work, done);
        Patience.Until(() => (thread.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
        return done.Task;
    }

    /// <summary>Waits on this thread for what comes.</summary>
    internal static T Result<T>(Task<T> task) => Patience.For(task).GetAwaiter().GetResult();

    /// <summary>Lets the others run for a moment.</summary>
    internal static void Linger() => SpinWait.SpinUntil(static () => false, millisecondsTimeout: 1);

    private static Thread Start<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }
}
