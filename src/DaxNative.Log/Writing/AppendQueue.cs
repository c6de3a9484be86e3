using System.Diagnostics;

namespace DaxNative.Log;

/// <summary>
/// Appends from any thread: whoever finds the end of the log free leads, stores its own record and all that were handed over
/// meanwhile, drains once, and answers everybody. See the states in <c>docs/log.md</c>.
/// </summary>
/// <remarks>
/// Nobody is forgotten: a request is first queued and then it is looked whether somebody leads; a leader first stops leading and
/// then looks whether something is queued. Both are locked instructions, so one of the two sees the other.
/// </remarks>
/// <param name="writer">What stores.</param>
/// <param name="freed">Tells that there is more room.</param>
/// <param name="isSlow">Whether a commit is an msync, during which many can queue.</param>
internal sealed partial class AppendQueue(LogWriter writer, LogSignal freed, bool isSlow)
{
    private const int Free = 0;
    private const int Led = 1;
    private const int Lent = 2;

    // Each twice as long as the one before, from three microseconds on: nearly a hundred commits in all.
    private const int BackOffs = 3;
    private const int LeastBackOff = 81;

    // Commits in a row that a leader makes for others before one of them has to.
    private const int MostRounds = 16;

    [ThreadStatic]
    private static WaitingRequest? t_request;

    private readonly AppendBatch _batch = new(writer, freed);
    private readonly CommitGroup _group = new(Stopwatch.GetTimestamp);
    private AppendRequest? _queued;
    private int _state;
    private int _wanted;

    /// <summary>Appends a record; durable when the call returns.</summary>
    internal LogSequenceNumber Append(ReadOnlySpan<byte> payload, CancellationToken cancellation)
    {
        // A commit past the caches takes less than to move what it touches from one CPU to another. So whoever leads does well to come
        // again before somebody else does, and whoever finds it led looks seldom: log-shared in docs/performance.md. Once something is
        // queued, it goes along with the next commit, whoever makes that.
        for (int turn = 0; Volatile.Read(ref _queued) is null && !(isSlow && _group.ExpectsOthers); turn++)
        {
            if (TryLead())
            {
                return AppendAlone(payload);
            }

            if (isSlow || turn == BackOffs)
            {
                break;
            }

            Thread.SpinWait(LeastBackOff << turn);
        }

        return HandOver(payload, cancellation);
    }

    /// <summary>Appends a record, and waits for room where there is none.</summary>
    internal ValueTask<LogSequenceNumber> AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<LogSequenceNumber>(cancellation);
        }

        var request = new AwaitedRequest(payload, this);
        request.CancelWith(cancellation);
        Queue(request);
        if (isSlow)
        {
            LeadElsewhere();
        }
        else if (TryLead())
        {
            Lead();
        }

        if (Volatile.Read(ref _state) == Lent && request.TryWithdraw())
        {
            request.Fail(InUse());
        }

        return new ValueTask<LogSequenceNumber>(request.Task);
    }

    /// <summary>Answers everybody once the writer is stopped.</summary>
    internal void Close()
    {
        for (var wait = default(SpinWait); Volatile.Read(ref _state) != Lent;)
        {
            if (TryLead())
            {
                Lead();
                return;
            }

            wait.SpinOnce();
        }
    }

    /// <summary>Whether there is nothing to wait for: the end of the log can be taken, or was given away.</summary>
    internal bool IsNoLongerLed => Volatile.Read(ref _state) switch
    {
        Led => false,
        Free => Volatile.Read(ref _wanted) == 0,
        _ => true,
    };

    /// <summary>Has a thread of the pool lead, unless somebody does.</summary>
    internal void LeadElsewhere()
    {
        if (TryLead())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Lead(), this, preferLocal: false);
        }
    }

    private LogSequenceNumber AppendAlone(ReadOnlySpan<byte> payload)
    {
        try
        {
            return _batch.Append(payload);
        }
        finally
        {
            StopLeading(0);
        }
    }

    private LogSequenceNumber HandOver(ReadOnlySpan<byte> payload, CancellationToken cancellation)
    {
        WaitingRequest request = t_request ?? new WaitingRequest();
        t_request = null;
        request.Set(payload);
        Queue(request);
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static request => ((WaitingRequest)request!).Wake(), request);
        for (int turn = 0; !request.IsAnswered; turn++)
        {
            if (TryLead())
            {
                Lead();
            }
            else if (cancellation.IsCancellationRequested && request.TryWithdraw())
            {
                LeadIfNeeded();
                throw new OperationCanceledException(cancellation);
            }
            else if (Volatile.Read(ref _state) == Lent && request.TryWithdraw())
            {
                throw InUse();
            }
            else
            {
                request.Wait(turn, this, cancellation);
            }
        }

        t_request = request;
        return request.Number;
    }

    private void Queue(AppendRequest request)
    {
        AppendRequest? before;
        do
        {
            request.Next = before = Volatile.Read(ref _queued);
        }
        while (Interlocked.CompareExchange(ref _queued, request, before) != before);
    }

    // In the order in which they were handed over.
    private AppendRequest? TakeQueued()
    {
        AppendRequest? first = null;
        for (AppendRequest? request = Interlocked.Exchange(ref _queued, null); request is not null;)
        {
            AppendRequest? before = request.Next;
            request.Next = first;
            (first, request) = (request, before);
        }

        return first;
    }

    // Gives way to whoever wants the end for something else, who would never find it free beside threads that append on and on.
    private bool TryLead() => Volatile.Read(ref _wanted) == 0 && TryTake();

    private bool TryTake() => Volatile.Read(ref _state) == Free && Interlocked.CompareExchange(ref _state, Led, Free) == Free;

    private bool HasWork => Volatile.Read(ref _queued) is not null || _batch.MayHaveRoom;

    private void LeadIfNeeded()
    {
        if (HasWork && TryLead())
        {
            Lead();
        }
    }

    private void Serve()
    {
        if (!isSlow)
        {
            _batch.Serve(TakeQueued());
            return;
        }

        _group.Await(this, static queue => Count(Volatile.Read(ref queue._queued)), static queue => Volatile.Read(ref queue._wanted) != 0);
        _group.Begin();
        AppendRequest? first = TakeQueued();
        int served = Count(first);
        _batch.Serve(first);
        _group.End(served, Count(Volatile.Read(ref _queued)));
    }

    // By the leader, who alone takes requests from the queue: none of these goes away meanwhile.
    private static int Count(AppendRequest? first)
    {
        int count = 0;
        for (AppendRequest? request = first; request is not null; request = request.Next)
        {
            count++;
        }

        return count;
    }

    private void Lead()
    {
        try
        {
            Serve();
        }
        finally
        {
            StopLeading(1);
        }
    }

    // What is queued is left to one of those who wait for it, and to whoever comes next, with a record of their own under the same
    // drain: log-shared in docs/performance.md. Where nobody would see that, goes on leading for some rounds.
    private void StopLeading(int round)
    {
        while (true)
        {
            Interlocked.Exchange(ref _state, Free);
            if (!HasWork || Volatile.Read(ref _queued) is { LeadsItself: true })
            {
                return;
            }

            if (round >= MostRounds || !TryLead())
            {
                WakeOne();
                return;
            }

            Serve();
            round++;
        }
    }

    // One that was withdrawn wakes nobody; whoever withdraws one later looks itself.
    private void WakeOne()
    {
        for (AppendRequest? request = Volatile.Read(ref _queued); request is not null && !request.Wake(); request = request.Next)
        {
        }
    }

    // The appender of a log that is over is nothing to wait for.
    private Exception InUse() =>
        writer.Refusal ?? new LogException(LogError.AppenderInUse, "An appender of this log is in use. Append through that one, or dispose it first.");
}
