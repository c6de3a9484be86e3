using DaxNative.Log;

namespace DaxNative.Benchmarks;

/// <summary>A log of ours in a file of its own, and what the owner of its end does with it: plain loops around its public API.</summary>
internal sealed class LogLoops : IDisposable
{
    /// <summary>Deferred appends under one fence.</summary>
    internal const int InGroup = 32;

    /// <summary>Records of a transaction.</summary>
    internal const int InTransaction = 4;

    private readonly TransactionalLog _log;
    private readonly LogAppender _appender;
    private LogSequenceNumber _first;

    /// <param name="log">The log; it goes with this.</param>
    internal LogLoops(TransactionalLog log)
    {
        _log = log;
        _appender = _log.AcquireAppender();
    }

    internal void Append(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Begin(in sample, 1);
        for (long i = 0; i < sample.Count; i++)
        {
            _appender.Append(payload);
        }
    }

    internal void AppendDeferred(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Begin(in sample, 1);
        for (long i = 0; i < sample.Count; i += InGroup)
        {
            for (long j = i; j < Math.Min(sample.Count, i + InGroup); j++)
            {
                _appender.AppendDeferred(payload);
            }

            _appender.Commit();
        }
    }

    internal void Commit(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Begin(in sample, InTransaction);
        for (long i = 0; i < sample.Count; i++)
        {
            for (int j = 0; j < InTransaction; j++)
            {
                _appender.AppendDeferred(payload);
            }

            _appender.Commit();
        }
    }

    /// <summary>Looks for the records of the last sample, each as often as an operation appends it.</summary>
    internal string? Check(in Sample sample, int copies)
    {
        ReadOnlySpan<byte> payload = Payload(in sample);
        using LogReader reader = _log.Read(_first);
        long found = 0;
        while (reader.TryRead(out LogRecord record) && record.Payload.SequenceEqual(payload))
        {
            found++;
        }

        return found == sample.Count * copies ? null : $"{found} of {sample.Count * copies} records are there";
    }

    public void Dispose()
    {
        _appender.Dispose();
        _log.Dispose();
    }

    // SAFETY: the source is the area's, as long as the largest operation, or longer.
    internal static unsafe ReadOnlySpan<byte> Payload(scoped in Sample sample) => new((void*)sample.Source, checked((int)sample.Size));

    // Room for all of the sample.
    private ReadOnlySpan<byte> Begin(scoped in Sample sample, int copies)
    {
        long needed = 2 * sample.Count * Sizes.Record(copies * (sample.Size + sizeof(long)));
        if (_log.Capacity - _log.Used < needed)
        {
            _log.Truncate(_log.Tail);
        }

        _first = _log.Tail;
        return Payload(in sample);
    }
}
