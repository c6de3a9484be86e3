namespace DaxNative.Testing;

/// <summary>How much is explored, and how. Immutable data; the same options and seed give the same images.</summary>
public sealed record ExplorerOptions
{
    /// <summary>Gets what decides samples and the writers' turns. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Gets how many images are built at most, over all crashes. Default 1,000,000. Where more are possible the report says so.</summary>
    public long MaxImages { get; init; } = 1_000_000;

    /// <summary>
    /// Gets how often the power may go again while the structure recovers: 0 to 2, default 2. Half of
    /// <see cref="MaxImages"/> is for crashes of the run, the rest for these.
    /// </summary>
    public int RecoveryDepth { get; init; } = 2;

    /// <summary>Gets how many threads explore; 0, the default, is one for each CPU. The result does not depend on it.</summary>
    public int Workers { get; init; }

    /// <summary>
    /// Gets in how many orders the writers take turns, each a run of its own that is explored; default 1, and 1 where there are no
    /// <see cref="CrashScenario.Writers"/>. <see cref="MaxImages"/> and <see cref="TimeLimit"/> are shared among them. A run that did what
    /// one before it did is not explored again. Some orders are random, some have long turns, and some have priorities that change a few
    /// times: mistakes that want one rare order are found by those.
    /// </summary>
    public int Schedules { get; init; } = 1;

    /// <summary>Gets the first of these orders, from 0, the default: with <see cref="Seed"/> it decides the order, and a report says it.</summary>
    public int Schedule { get; init; }

    /// <summary>Gets whether to end at the first failure. Default false: the report counts all of them.</summary>
    public bool StopAtFirstFailure { get; init; }

    /// <summary>Gets how many failures are kept with all that explains them. Default 3.</summary>
    public int MaxReportedFailures { get; init; } = 3;

    /// <summary>Gets whether the run notes where in the source it stores and flushes. Default true; costs some 50 microseconds an event.</summary>
    public bool KeepsSources { get; init; } = true;

    /// <summary>
    /// Gets after how long to end; null, the default, for when <see cref="MaxImages"/> are built. The telling images of every moment come
    /// first: everything lost, everything there, one line late, one line early.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// Gets how long a recovery and its check may take, 60 seconds by default; <see cref="Timeout.InfiniteTimeSpan"/> for no limit, and none
    /// holds in a debugger. One that takes longer is a failure, ends the exploration, and is left behind on its thread.
    /// </summary>
    public TimeSpan RecoveryLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets whether some recoveries happen twice, to see whether they do the same again: the first ones, then one in 64. Default true.
    /// </summary>
    public bool ComparesRecoveries { get; init; } = true;

    /// <summary>Gets where progress is reported, from worker threads; null for nowhere.</summary>
    public IProgress<ExplorationProgress>? Progress { get; init; }

    /// <summary>Gets what the explorer leaves out of the recorded traces, to see whether that is found; null for nothing.</summary>
    internal TraceFault? Fault { get; init; }

    /// <summary>Gets the images that need not be explored again: without the fault they are sound.</summary>
    internal VisitedImages? Known { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxImages, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(RecoveryDepth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RecoveryDepth, VisitedImages.Levels - 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Workers);
        ArgumentOutOfRangeException.ThrowIfLessThan(Schedules, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Schedule);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxReportedFailures);
        if (TimeLimit is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(TimeLimit));
        }

        if (RecoveryLimit <= TimeSpan.Zero && RecoveryLimit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(RecoveryLimit), RecoveryLimit, "A recovery takes more than no time; use Timeout.InfiniteTimeSpan for no limit.");
        }
    }
}
