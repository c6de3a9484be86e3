using System.Buffers.Binary;

namespace DaxNative.Logs;

/// <summary>Reads several partitions in the order of their records' times. One thread at a time.</summary>
public sealed class MergedReader : IDisposable
{
    private readonly LogReader[] _readers;
    private readonly PriorityQueue<int, (long Time, int Partition)> _next = new();
    private readonly long[] _ends;

    internal MergedReader(IReadOnlyList<TransactionalLog> partitions)
    {
        // What is appended from now on may be older than what was read already, so it is for the next reader.
        _ends = [.. partitions.Select(partition => partition.Durable)];
        _readers = [.. partitions.Select(partition => partition.Read())];
        for (int i = 0; i < _readers.Length; i++)
        {
            Enqueue(i);
        }
    }

    /// <summary>Gets the time of the record that was read last.</summary>
    public long Time { get; private set; }

    /// <summary>Gets the partition of the record that was read last.</summary>
    public int Partition { get; private set; } = -1;

    /// <summary>Reads the next record.</summary>
    /// <param name="payload">The record, where it lies in the media; it stays until the next call.</param>
    /// <returns>False where all partitions ended when the reader was made.</returns>
    /// <exception cref="LogCorruptException">A record is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The reader or the log is closed.</exception>
    public bool TryRead(out ReadOnlySpan<byte> payload)
    {
        // Only now does the partition's reader go on: until now the caller may have looked at the record.
        if (Partition >= 0)
        {
            Enqueue(Partition);
            Partition = -1;
        }

        if (!_next.TryDequeue(out int partition, out (long Time, int Partition) at))
        {
            payload = default;
            return false;
        }

        (Partition, Time) = (partition, at.Time);
        payload = _readers[partition].Current.Payload[sizeof(long)..];
        return true;
    }

    /// <summary>Gives the room up.</summary>
    public void Dispose() => Array.ForEach(_readers, reader => reader.Dispose());

    private void Enqueue(int partition)
    {
        LogReader reader = _readers[partition];
        if (reader.NextPosition < _ends[partition] && reader.TryRead(out LogRecord record))
        {
            _next.Enqueue(partition, (BinaryPrimitives.ReadInt64LittleEndian(record.Payload), partition));
        }
    }
}
