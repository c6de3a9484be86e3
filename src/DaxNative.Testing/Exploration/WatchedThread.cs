using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace DaxNative.Testing;

/// <summary>
/// A thread that runs code of the scenario's, and is left behind when that does not return: a thread cannot be ended. It is a
/// background thread, and ends by itself when the code returns after all.
/// </summary>
internal sealed class WatchedThread
{
    // So much of what passes between two looks counts at most: the whole machine may have stood still.
    private static readonly TimeSpan s_mostCounted = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly Thread _thread;
    private readonly TimeSpan _limit;
    private long _steps;
    private long _lastLook = Stopwatch.GetTimestamp();
    private TimeSpan _unchanged;

    /// <param name="work">What it does; throws nothing.</param>
    /// <param name="limit">How long a recovery and its check may take; infinite for no limit.</param>
    internal WatchedThread(Action<TryWatch> work, TimeSpan limit)
    {
        _limit = limit;
        _thread = new Thread(() => work(Watch)) { IsBackground = true, Name = "crash explorer" };
        _thread.Start();
    }

    internal TryWatch Watch { get; } = new();

    /// <summary>Does something on such a thread, and waits for it.</summary>
    /// <returns>What comes of it; null where it does not return.</returns>
    /// <remarks>What it throws reaches the caller.</remarks>
    internal static T? Run<T>(Func<TryWatch, T> work, TimeSpan limit)
        where T : class
    {
        T? result = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new WatchedThread(
            watch =>
            {
                try
                {
                    result = work(watch);
                }
                catch (Exception cause)
                {
                    failure = ExceptionDispatchInfo.Capture(cause);
                }
            },
            limit);
        while (!thread.Join(s_look))
        {
            if (thread.IsStuck())
            {
                return null;
            }
        }

        failure?.Throw();
        return result;
    }

    /// <summary>Waits for its end for a while.</summary>
    /// <returns>Whether it has ended.</returns>
    internal bool Join(TimeSpan atMost) => _thread.Join(atMost);

    /// <summary>Whether what is under way has taken longer than it may. Asked again and again.</summary>
    internal bool IsStuck()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_lastLook);
        _lastLook = Stopwatch.GetTimestamp();
        long steps = Watch.Steps;
        bool isSame = steps == _steps && TryWatch.IsUnderWay(steps);
        _steps = steps;
        _unchanged = isSame ? _unchanged + (elapsed < s_mostCounted ? elapsed : s_mostCounted) : TimeSpan.Zero;

        // Whoever stops it in a debugger wants it to stand still.
        return _limit != Timeout.InfiniteTimeSpan && _unchanged >= _limit && !Debugger.IsAttached;
    }
}
