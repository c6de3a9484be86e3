namespace DaxNative.Log;

/// <summary>
/// Tells whoever waits that something has changed. Raising costs a load while nobody waits.
/// </summary>
/// <remarks>
/// Whoever waits asks for the next change, and only then looks at what changes. The barrier on all CPUs between the two stands in for
/// the one that the raising side leaves out: either the change is seen, or the raising side sees who waits.
/// </remarks>
internal sealed class LogSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next change after this call.</summary>
    internal Task Next()
    {
        TaskCompletionSource? next = Volatile.Read(ref _next);
        if (next is null)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next = Interlocked.CompareExchange(ref _next, mine, null) ?? mine;
        }

        Interlocked.MemoryBarrierProcessWide();
        return next.Task;
    }

    internal void RaiseIfAwaited()
    {
        if (Volatile.Read(ref _next) is not null)
        {
            Raise();
        }
    }

    internal void Raise() => Interlocked.Exchange(ref _next, null)?.TrySetResult();
}
