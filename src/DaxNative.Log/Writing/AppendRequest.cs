namespace DaxNative.Log;

/// <summary>A record that is handed over to whoever leads.</summary>
internal abstract class AppendRequest
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private int _state;

    /// <summary>The one that was handed over before it.</summary>
    internal AppendRequest? Next { get; set; }

    /// <summary>The record.</summary>
    internal abstract ReadOnlySpan<byte> Payload { get; }

    /// <summary>Whether it waits until there is room, or is refused.</summary>
    internal abstract bool WaitsForRoom { get; }

    /// <summary>The leader takes it: from now on it will be answered.</summary>
    /// <returns>False if it was withdrawn.</returns>
    internal bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) != Withdrawn;

    /// <summary>Who handed it over does not want it any more.</summary>
    /// <returns>False if a leader has it: then the answer must be awaited.</returns>
    internal bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Queued) == Queued;

    /// <summary>Whether <see cref="TryWithdraw"/> came first.</summary>
    protected bool IsWithdrawn => Volatile.Read(ref _state) == Withdrawn;

    /// <summary>Whether its owner sees by itself, and soon, that nobody leads. Asked after the end of the log was set free.</summary>
    internal abstract bool LeadsItself { get; }

    /// <summary>Puts it back, because there is no room for it yet.</summary>
    internal virtual void PutBack() => Interlocked.Exchange(ref _state, Queued);

    /// <summary>The record is durable.</summary>
    internal abstract void Complete(LogSequenceNumber number);

    /// <summary>The record is not in the log.</summary>
    internal abstract void Fail(Exception cause);

    /// <summary>Has its owner look whether it may lead.</summary>
    /// <returns>False if it was withdrawn, so that nobody looks.</returns>
    internal abstract bool Wake();
}

/// <summary>One that its task stands for.</summary>
internal sealed class AwaitedRequest(ReadOnlyMemory<byte> payload, AppendQueue queue) : AppendRequest
{
    private readonly TaskCompletionSource<LogSequenceNumber> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _token;
    private CancellationTokenRegistration _cancellation;

    internal Task<LogSequenceNumber> Task => _source.Task;

    internal override ReadOnlySpan<byte> Payload => payload.Span;

    internal override bool WaitsForRoom => true;

    internal override bool LeadsItself => false;

    internal void CancelWith(CancellationToken cancellation)
    {
        _token = cancellation;
        if (cancellation.CanBeCanceled)
        {
            _cancellation = cancellation.UnsafeRegister(static request => ((AwaitedRequest)request!).Cancel(), this);
        }
    }

    // The token may have told a leader's request, which cannot be withdrawn, and tells only once.
    internal override void PutBack()
    {
        base.PutBack();
        if (_token.IsCancellationRequested)
        {
            Cancel();
        }
    }

    internal override void Complete(LogSequenceNumber number)
    {
        _cancellation.Unregister();
        _source.TrySetResult(number);
    }

    internal override void Fail(Exception cause)
    {
        _cancellation.Unregister();
        _source.TrySetException(cause);
    }

    internal override bool Wake()
    {
        queue.LeadElsewhere();
        return true;
    }

    private void Cancel()
    {
        if (TryWithdraw())
        {
            _source.TrySetCanceled(_token);
        }
    }
}

/// <summary>One whose thread waits for it. Used again by the same thread unless it was withdrawn.</summary>
internal sealed class WaitingRequest : AppendRequest
{
    // Some microseconds: as long as an append or two takes.
    private const int Spins = 20;

    // Then others are let on to this CPU, of whom one may lead.
    private const int Yields = 200;

    private byte[] _payload = new byte[256];
    private int _length;
    private LogSequenceNumber _number;
    private Exception? _failure;
    private bool _isAnswered;
    private bool _isAsleep;

    internal override ReadOnlySpan<byte> Payload => _payload.AsSpan(0, _length);

    internal override bool WaitsForRoom => false;

    // Whoever withdraws it later looks itself.
    internal override bool LeadsItself => !Volatile.Read(ref _isAsleep) && !IsWithdrawn;

    internal bool IsAnswered => Volatile.Read(ref _isAnswered);

    internal LogSequenceNumber Number => _failure is null ? _number : throw _failure;

    internal void Set(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _payload.Length)
        {
            _payload = new byte[payload.Length];
        }

        payload.CopyTo(_payload);
        _length = payload.Length;
        _failure = null;
        _isAnswered = false;
        PutBack();
    }

    internal override void Complete(LogSequenceNumber number)
    {
        _number = number;
        Answer();
    }

    internal override void Fail(Exception cause)
    {
        _failure = cause;
        Answer();
    }

    internal override bool Wake()
    {
        if (Volatile.Read(ref _isAsleep))
        {
            lock (this)
            {
                _isAsleep = false;
                Monitor.Pulse(this);
            }
        }

        return !IsWithdrawn;
    }

    /// <summary>Waits a little longer each time: spins, lets others run, sleeps until somebody wakes it.</summary>
    /// <param name="turn">Which time it is, from 0.</param>
    /// <param name="queue">Where it is queued; looked at once more before sleeping.</param>
    /// <param name="cancellation">Gives up, and wakes the thread.</param>
    internal void Wait(int turn, AppendQueue queue, CancellationToken cancellation)
    {
        if (turn < Spins)
        {
            Thread.SpinWait(8);
        }
        else if (turn < Spins + Yields)
        {
            Thread.Yield();
        }
        else
        {
            Sleep(queue, cancellation);
        }
    }

    private void Sleep(AppendQueue queue, CancellationToken cancellation)
    {
        lock (this)
        {
            // Full barriers on both sides: whoever answers, or stops leading, sees that it sleeps, or this sees what they did.
            Interlocked.Exchange(ref _isAsleep, true);
            while (_isAsleep && !IsAnswered && !queue.IsNoLongerLed && !cancellation.IsCancellationRequested)
            {
                Monitor.Wait(this);
            }

            _isAsleep = false;
        }
    }

    private void Answer()
    {
        Volatile.Write(ref _isAnswered, true);
        Interlocked.MemoryBarrier();
        Wake();
    }
}
