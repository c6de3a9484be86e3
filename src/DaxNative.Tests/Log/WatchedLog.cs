using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>A log in ordinary memory whose write-backs a test sees, holds up, or has fail.</summary>
internal sealed class WatchedLog : IDisposable
{
    private readonly Watch _watch = new();

    internal WatchedLog(int length = 64 << 10)
    {
        Mapping = SimulatedMapping.Create(_watch, StoreGranularity.Page, length);
        Log = TransactionalLog.Create(Mapping);
    }

    internal PersistentMapping Mapping { get; }

    internal TransactionalLog Log { get; private set; }

    /// <summary>Called at each write-back, by the thread that makes it.</summary>
    internal Action? OnFlush
    {
        get => _watch.OnFlush;
        set => _watch.OnFlush = value;
    }

    /// <summary>Has the next write-back fail.</summary>
    internal void FailOnce() => OnFlush = () =>
    {
        OnFlush = null;
        throw Failure();
    };

    /// <summary>Holds the next write-back until it is released, at the latest by the end of the test.</summary>
    internal HeldWriteBack HoldNext()
    {
        var held = new HeldWriteBack();
        OnFlush = () =>
        {
            OnFlush = null;
            held.Hold();
        };
        return held;
    }

    internal TransactionalLog Reopen()
    {
        Log.Dispose();
        return Log = TransactionalLog.Open(Mapping);
    }

    internal static DaxException Failure() =>
        new DaxFailure(DaxError.System, "msync", "A test fails it.", "") { Errno = 5, ErrnoName = "EIO" }.ToException();

    public void Dispose()
    {
        OnFlush = null;
        Log.Dispose();
        Mapping.Dispose();
    }

    private sealed class Watch : WriteBack
    {
        internal Action? OnFlush { get; set; }

        internal override bool MergesRanges => true;

        internal override void Flush(long offset, long length)
        {
            if (length != 0)
            {
                OnFlush?.Invoke();
            }
        }

        internal override void Drain()
        {
        }

        internal override void DeepFlush(long offset, long length)
        {
        }
    }
}

/// <summary>A write-back that waits in its midst.</summary>
internal sealed class HeldWriteBack : IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _released = new();

    /// <summary>Waits until somebody has come to it.</summary>
    internal void Wait() => _entered.Wait();

    internal void Release() => _released.Set();

    // Not disposed with it: whoever was held may just be leaving.
    public void Dispose() => Release();

    internal void Hold()
    {
        _entered.Set();
        _released.Wait();
    }
}
