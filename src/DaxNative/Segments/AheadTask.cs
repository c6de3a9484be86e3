namespace DaxNative;

/// <summary>Work that is done ahead of need, on a thread of the pool: once for any number of askings while it has not begun, never twice at a time.</summary>
/// <param name="prepare">The work. What it throws is kept, and whoever needs what it was to prepare does it himself.</param>
internal sealed class AheadTask(Action prepare)
{
    private readonly Lock _gate = new();
    private Task? _running;
    private bool _isAsked;
    private bool _isClosed;
    private Exception? _failure;

    /// <summary>What the last time failed with; null where it did not.</summary>
    internal Exception? Failure => Volatile.Read(ref _failure);

    internal void Ask()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isAsked = true;
                _running ??= Task.Run(Work);
            }
        }
    }

    /// <summary>Ends it: what has begun is waited for, and nothing begins any more.</summary>
    internal void Close()
    {
        Task? running;
        lock (_gate)
        {
            _isClosed = true;
            running = _running;
        }

        running?.Wait();
    }

    private void Work()
    {
        while (TryBegin())
        {
            try
            {
                prepare();
                Volatile.Write(ref _failure, null);
            }
            catch (Exception failure)
            {
                Volatile.Write(ref _failure, failure);
            }
        }
    }

    private bool TryBegin()
    {
        lock (_gate)
        {
            if (_isAsked && !_isClosed)
            {
                _isAsked = false;
                return true;
            }

            _running = null;
            return false;
        }
    }
}
