namespace DaxNative.Raft;

/// <summary>Tells who waits that entries were applied, or that no more will be. Thread-safe.</summary>
internal sealed class AppliedSignal
{
    private TaskCompletionSource? _next;
    private Exception? _end;

    /// <summary>Gets a task that completes at the next <see cref="Raise"/>; ask for it before looking at what it tells of.</summary>
    internal Task Next()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource next = Interlocked.CompareExchange(ref _next, mine, null) ?? mine;

        // An end that came in between has told another one.
        if (Volatile.Read(ref _end) is { } end)
        {
            Fail(next, end);
        }

        return next.Task;
    }

    internal void Raise() => Interlocked.Exchange(ref _next, null)?.TrySetResult();

    /// <summary>Ends every wait, now and later.</summary>
    internal void End(Exception reason)
    {
        Interlocked.CompareExchange(ref _end, reason, null);
        if (Interlocked.Exchange(ref _next, null) is { } next)
        {
            Fail(next, _end!);
        }
    }

    // Nobody may wait any more; that is no unobserved exception.
    private static void Fail(TaskCompletionSource next, Exception end)
    {
        next.TrySetException(end);
        _ = next.Task.Exception;
    }
}
