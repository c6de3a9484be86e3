namespace DaxNative.Log;

// The end of the log for something else than what is handed over: another owner, a cut, a growth.
internal sealed partial class AppendQueue
{
    /// <summary>Takes the end of the log for one appender; what was handed over before is appended first.</summary>
    /// <exception cref="LogException">There is an appender already.</exception>
    internal void Lend(CancellationToken cancellation)
    {
        WaitToLead(cancellation);
        _batch.Serve(TakeQueued());
        _batch.RefuseWaiting(InUse());
        Interlocked.Exchange(ref _state, Lent);

        // Handed over meanwhile, by somebody who may sleep since.
        AppendBatch.Refuse(TakeQueued(), InUse());
    }

    /// <summary>Takes it back.</summary>
    internal void TakeBack() => StopLeading(0);

    /// <summary>Does something else at the end of the log.</summary>
    internal T Alone<T>(Func<T> work, CancellationToken cancellation = default)
    {
        WaitToLead(cancellation);
        try
        {
            return work();
        }
        finally
        {
            StopLeading(0);
        }
    }

    private void WaitToLead(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _wanted);
        try
        {
            for (var wait = default(SpinWait); !TryTake();)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Volatile.Read(ref _state) == Lent)
                {
                    throw InUse();
                }

                wait.SpinOnce();
            }
        }
        catch
        {
            // Whoever gave way has to be served all the same.
            Interlocked.Decrement(ref _wanted);
            LeadIfNeeded();
            throw;
        }

        // What was handed over by whoever gave way is in the queue by now.
        Interlocked.Decrement(ref _wanted);
    }
}
