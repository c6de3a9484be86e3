namespace DaxNative.Log;

/// <summary>
/// How many callers a commit by msync is for, and how long its leader waits until they are there. They come again together, soon after
/// the last commit; a leader that goes at once misses most of them, and each half waits for the msync of the other (log-disk-shared in
/// <c>docs/performance.md</c>).
/// </summary>
/// <param name="clock">The time, in ticks of any length.</param>
internal sealed class CommitGroup(Func<long> clock)
{
    // Of the time that the last commit took: what a leader waits at most.
    private const int WaitDivisor = 4;

    // Commits that go without a wait after one in vain: one, after the next two, and so on up to 64.
    private const int MostDoublings = 6;

    private long _commitTime;
    private long _start;
    private int _expected = 1;
    private int _doublings;
    private int _without;

    /// <summary>
    /// Gets whether a caller that finds the end of the log free does better to lead for others too. From any thread: an old answer
    /// costs an msync, and nothing else.
    /// </summary>
    internal bool ExpectsOthers => Volatile.Read(ref _expected) > 1;

    /// <summary>By the leader: waits until as many are there as came the last time, or it is not worth it.</summary>
    /// <param name="queue">What the two functions are asked of.</param>
    /// <param name="queued">How many are there.</param>
    /// <param name="isWanted">Whether somebody else waits for the end of the log.</param>
    internal void Await<TQueue>(TQueue queue, Func<TQueue, int> queued, Func<TQueue, bool> isWanted)
    {
        if (_without > 0)
        {
            _without--;
            return;
        }

        long end = clock() + (_commitTime / WaitDivisor);
        for (var wait = default(SpinWait); queued(queue) < _expected && !isWanted(queue); wait.SpinOnce(sleep1Threshold: -1))
        {
            if (clock() >= end)
            {
                _without = 1 << _doublings;
                _doublings = Math.Min(_doublings + 1, MostDoublings);
                return;
            }
        }

        _doublings = 0;
    }

    /// <summary>By the leader: the commit begins.</summary>
    internal void Begin() => _start = clock();

    /// <summary>By the leader: it is over.</summary>
    /// <param name="served">How many it was for.</param>
    /// <param name="queued">How many came meanwhile.</param>
    internal void End(int served, int queued)
    {
        _commitTime = clock() - _start;
        Volatile.Write(ref _expected, served + queued);
    }
}
