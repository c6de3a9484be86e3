using DaxNative.Logs;

namespace DaxNative.Benchmarks;

/// <summary>A log of ours in a file of its own, and what a user does with it: plain loops around its public API.</summary>
internal sealed class LogLoops : IDisposable
{
    /// <summary>Deferred appends under one fence.</summary>
    internal const int InGroup = 32;

    /// <summary>Records of a transaction.</summary>
    internal const int InTransaction = 4;

    private readonly PersistentMapping _mapping;
    private readonly LogTransaction _transaction;
    private readonly byte[] _payloads = new byte[InGroup * 256];
    private readonly int[] _lengths = new int[InGroup];
    private LogSequenceNumber _first;

    /// <param name="path">Of a new file.</param>
    /// <param name="length">Of the file, in bytes.</param>
    internal LogLoops(string path, long length)
    {
        _mapping = PersistentMapping.Open(path, Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = length });
        Log = TransactionalLog.Create(_mapping);
        _transaction = Log.BeginTransaction();
    }

    internal TransactionalLog Log { get; }

    internal void Append(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Begin(in sample, 1);
        for (long i = 0; i < sample.Count; i++)
        {
            Log.Append(payload);
        }
    }

    internal void AppendDeferred(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Begin(in sample, 1);
        for (long i = 0; i < sample.Count; i += InGroup)
        {
            using LogGroup group = Log.BeginGroup();
            for (long j = i; j < Math.Min(sample.Count, i + InGroup); j++)
            {
                group.AppendDeferred(payload);
            }
        }
    }

    internal void Commit(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Begin(in sample, InTransaction);
        for (long i = 0; i < sample.Count; i++)
        {
            for (int j = 0; j < InTransaction; j++)
            {
                _transaction.Append(payload);
            }

            _transaction.Commit();
        }
    }

    internal void CommitAtOnce(in Sample sample)
    {
        ReadOnlySpan<byte> payloads = Together(Begin(in sample, InTransaction), InTransaction);
        ReadOnlySpan<int> lengths = _lengths.AsSpan(0, InTransaction);
        for (long i = 0; i < sample.Count; i++)
        {
            Log.AppendTransaction(payloads, lengths);
        }
    }

    internal void AppendDeferredAtOnce(in Sample sample)
    {
        ReadOnlySpan<byte> payload = Begin(in sample, 1);
        ReadOnlySpan<byte> payloads = Together(payload, InGroup);
        for (long i = 0; i < sample.Count; i += InGroup)
        {
            int count = (int)Math.Min(sample.Count - i, InGroup);
            using LogGroup group = Log.BeginGroup();
            group.AppendDeferred(payloads[..(count * payload.Length)], _lengths.AsSpan(0, count));
        }
    }

    /// <summary>Looks for the records of the last sample, each as often as an operation appends it.</summary>
    internal string? Check(in Sample sample, int copies)
    {
        ReadOnlySpan<byte> payload = Payload(in sample);
        using LogReader reader = Log.Read(_first);
        long found = 0;
        while (reader.TryRead(out LogRecord record) && record.Payload.SequenceEqual(payload))
        {
            found++;
        }

        return found == sample.Count * copies ? null : $"{found} of {sample.Count * copies} records are there";
    }

    public void Dispose()
    {
        Log.Dispose();
        _mapping.Dispose();
    }

    // SAFETY: the source is the area's, as long as the largest operation, or longer.
    internal static unsafe ReadOnlySpan<byte> Payload(scoped in Sample sample) => new((void*)sample.Source, checked((int)sample.Size));

    private ReadOnlySpan<byte> Together(ReadOnlySpan<byte> payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            payload.CopyTo(_payloads.AsSpan(i * payload.Length));
            _lengths[i] = payload.Length;
        }

        return _payloads.AsSpan(0, count * payload.Length);
    }

    // Room for all of the sample, and for what a second thread may append beside it.
    private ReadOnlySpan<byte> Begin(scoped in Sample sample, int copies)
    {
        long needed = 4 * sample.Count * Sizes.Record(copies * (sample.Size + sizeof(long)));
        if (Log.Capacity - Log.Used < needed)
        {
            Log.Truncate(Log.Tail);
        }

        _first = Log.Tail;
        return Payload(in sample);
    }
}
