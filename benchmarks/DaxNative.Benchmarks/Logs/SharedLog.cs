using DaxNative.Log;

namespace DaxNative.Benchmarks;

/// <summary>A log of ours that many threads append to: by its own means, or by those that a user has beside them.</summary>
/// <param name="log">The log; it goes with this.</param>
/// <param name="time">Of a sample.</param>
internal sealed class SharedLog(TransactionalLog log, TimeSpan time) : IDisposable
{
    private readonly Lock _gate = new();
    private LogAppender? _appender;
    private LogSequenceNumber _first;

    internal TimeSpan Time => time;

    internal Participant Callers(int threads, Statistic statistic, string name = "ours") =>
        new ManyThreads<SharedAppends>(name, this, threads, statistic, () => new SharedAppends(log));

    internal Participant Owner(Statistic statistic, string name) =>
        new ManyThreads<OwnedAppends>(name, this, 1, statistic, () => new OwnedAppends(Acquire()));

    internal Participant Locked(int threads, Statistic statistic, string name) =>
        new ManyThreads<LockedAppends>(name, this, threads, statistic, () => new LockedAppends(Acquire(), _gate));

    /// <summary>Gives up all records, unless the log is half empty.</summary>
    /// <returns>How many records there is room for.</returns>
    internal long MakeRoom(long size)
    {
        if (log.Used > log.Capacity / 2)
        {
            log.Truncate(log.Tail);
        }

        _first = log.Tail;
        return (log.Capacity - log.Used) / (2 * Sizes.Record(size));
    }

    /// <summary>Gives the end of the log back, if it was taken.</summary>
    internal void End()
    {
        _appender?.Dispose();
        _appender = null;
    }

    /// <summary>Looks for the records of the last sample.</summary>
    internal string? Check(in Sample sample, long records)
    {
        using LogReader reader = log.Read(_first);
        long found = 0;
        while (reader.TryRead(out LogRecord record) && record.Payload.SequenceEqual(LogLoops.Payload(in sample)))
        {
            found++;
        }

        return found == records ? null : $"{found} of {records} records are there";
    }

    public void Dispose() => log.Dispose();

    private LogAppender Acquire() => _appender = log.AcquireAppender();
}
