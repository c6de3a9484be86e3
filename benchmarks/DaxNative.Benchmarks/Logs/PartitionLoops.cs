using DaxNative.Logs;

namespace DaxNative.Benchmarks;

/// <summary>Appends to one partition of a log of ours.</summary>
internal sealed class PartitionLoops
{
    private readonly PartitionWriter _writer;
    private readonly TransactionalLog _partition;
    private LogSequenceNumber _first;

    /// <param name="log">The log.</param>
    /// <param name="index">Which partition.</param>
    internal PartitionLoops(PartitionedLog log, int index)
    {
        _writer = log.GetWriter(index);
        _partition = log.Partitions[index];

        // Once around, so that every page is there, as the others' are.
        ReadOnlySpan<byte> page = new byte[Page];
        while (_partition.Capacity - _partition.Used > 2 * Page)
        {
            _writer.Append(page);
        }
    }

    private const int Page = 4096;

    internal void Append(in Sample sample)
    {
        if (_partition.Capacity - _partition.Used < 2 * sample.Count * Sizes.Record(sizeof(long) + sample.Size))
        {
            _partition.Truncate(_partition.Tail);
        }

        _first = _partition.Tail;
        ReadOnlySpan<byte> payload = LogLoops.Payload(in sample);
        for (long i = 0; i < sample.Count; i++)
        {
            _writer.Append(payload);
        }
    }

    /// <summary>Looks for the records of the last sample, behind the times that a partition puts before them.</summary>
    internal string? Check(in Sample sample)
    {
        using LogReader reader = _partition.Read(_first);
        long found = 0;
        while (reader.TryRead(out LogRecord record) && record.Payload[sizeof(long)..].SequenceEqual(LogLoops.Payload(in sample)))
        {
            found++;
        }

        return found == sample.Count ? null : $"{found} of {sample.Count} records are there";
    }
}
