namespace DaxNative.Testing;

/// <summary>
/// Stands in a writer's thread and hears of each wait of its code: for a lock, a condition, an event, a task, a thread. The writer is
/// parked there, gives its turn on, and looks again when it has it: nobody needs to guess who is blocked.
/// </summary>
/// <remarks>
/// The runtime calls <see cref="Wait"/> for every managed wait of a thread whose context asks for it, after its own short spinning, and
/// waits through what the call returns. It does not for <see cref="Thread.Sleep(int)"/> and for code that spins.
/// </remarks>
internal sealed class WriterWaits : SynchronizationContext
{
    private readonly WriterTurns _turns;
    private readonly Writer _writer;

    internal WriterWaits(WriterTurns turns, Writer writer)
    {
        (_turns, _writer) = (turns, writer);
        SetWaitNotificationRequired();
    }

    /// <summary>Those of the calling thread; null if it is no writer.</summary>
    internal static WriterWaits? OfThisThread => Current as WriterWaits;

    /// <summary>Lets others go first within a step.</summary>
    /// <param name="waits">Whether the writer waits for what one of them does.</param>
    internal void Point(bool waits)
    {
        if (!_writer.IsInScheduler)
        {
            _writer.Arrive();
            try
            {
                _turns.Point(_writer, waits);
            }
            finally
            {
                _writer.Leave();
            }
        }
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <inheritdoc/>
    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        // The scheduler's own locks are waited for as they are.
        if (_writer.IsInScheduler || millisecondsTimeout == 0)
        {
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }

        int result = WaitHelper(waitHandles, waitAll, 0);
        for (bool isFirst = true; result == WaitHandle.WaitTimeout; isFirst = false)
        {
            ParkEnd end = Park(millisecondsTimeout, isFirst);
            result = WaitHelper(waitHandles, waitAll, end == ParkEnd.IsOver ? millisecondsTimeout : 0);
            if (end is ParkEnd.IsOver or ParkEnd.TimedOut)
            {
                break;
            }

            if (end == ParkEnd.LooksLate && result != WaitHandle.WaitTimeout)
            {
                _turns.CountGuess();
            }
        }

        return result;
    }

    private ParkEnd Park(int timeout, bool isFirst)
    {
        _writer.Arrive();
        try
        {
            return _turns.Park(_writer, timeout, isFirst);
        }
        finally
        {
            _writer.Leave();
        }
    }
}

/// <summary>Why a parked writer has the turn.</summary>
internal enum ParkEnd
{
    /// <summary>Another one has run since it looked last.</summary>
    Looks,

    /// <summary>Nobody else can go on: if what it waits for is there now, something outside the writers has done it.</summary>
    LooksLate,

    /// <summary>Its time is over.</summary>
    TimedOut,

    /// <summary>The run is over: nobody has turns any more.</summary>
    IsOver,
}
