namespace DaxNative.Logs;

/// <summary>
/// Several logs in one file, one for each writer: writers share nothing, so they do not wait for each other, neither for room
/// nor for each other's records to become durable. Records carry the time, by which they are put in one order again.
/// </summary>
/// <remarks>
/// What it gives up beside a <see cref="TransactionalLog"/>: an append is acknowledged when everything before it *of its own
/// partition* is durable, and the order between partitions is that of the clock: exact among the records of one opening, as
/// good as the machine's clock from one opening to the next.
/// </remarks>
public sealed class PartitionedLog : IDisposable
{
    /// <summary>The most partitions that a log can have.</summary>
    public const int MostPartitions = 256;

    private readonly PersistentMapping _mapping;
    private readonly TransactionalLog[] _partitions;

    private PartitionedLog(PersistentMapping mapping, TransactionalLog[] partitions)
    {
        _mapping = mapping;
        _partitions = partitions;
    }

    /// <summary>Gets the logs, each of which is complete by itself.</summary>
    public IReadOnlyList<TransactionalLog> Partitions => _partitions;

    /// <summary>Creates a log in a new file, or in a file or device that holds nothing but zeros where its parts begin.</summary>
    /// <param name="path">A file, or a dax device.</param>
    /// <param name="partitions">How many writers it is for, 2 to <see cref="MostPartitions"/>.</param>
    /// <param name="options">How; for a new file it names the length, a multiple of 64 for each partition.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of partitions is out of range.</exception>
    /// <exception cref="LogException">There is something already, or there is too little room; nothing was changed.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked.</exception>
    public static PartitionedLog Create(string path, int partitions, LogOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, MostPartitions);
        options ??= new LogOptions();
        PersistentMapping mapping = PersistentMapping.Open(path, options.Mapping(options.Length == 0 ? FileMode.Open : FileMode.OpenOrCreate));
        return TransactionalLog.Owning(mapping, () =>
        {
            LogPlace[] places = Places(mapping, partitions);
            bool isUnfinished = places[0].IsUnfinished;
            Array.ForEach(places, place => place.RequireRoom(isUnfinished));

            // The first one last: without it there is no partitioned log. But it says so first, for who comes after a crash.
            places[0].BeginCreation();
            LogMemory[] memories = [.. places.Index().Reverse().Select(place => place.Item.Make(place.Index, partitions)).Reverse()];
            return OpenAll(mapping, memories, options);
        });
    }

    /// <summary>Opens a log, and recovers each partition that was not closed.</summary>
    /// <param name="path">A file or a dax device that holds a partitioned log.</param>
    /// <param name="options">How; null for the default.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">There is no partitioned log, or not one that this program can read.</exception>
    /// <exception cref="LogCorruptException">A record that was durable is damaged.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked.</exception>
    public static PartitionedLog Open(string path, LogOptions? options = null)
    {
        options ??= new LogOptions();
        PersistentMapping mapping = PersistentMapping.Open(path, options.Mapping(FileMode.Open));
        return TransactionalLog.Owning(mapping, () =>
        {
            int partitions = LogPlace.Whole(mapping).ReadIdentity().Partitions;
            if (partitions < 2)
            {
                throw new LogException(LogError.WrongPartition, "This is a log by itself, not a partitioned one.");
            }

            return OpenAll(mapping, [.. Places(mapping, partitions).Select((place, index) => place.Find(index, partitions))], options);
        });
    }

    /// <summary>Gets what writes to one partition.</summary>
    /// <param name="partition">Which, from 0.</param>
    /// <returns>A writer for one thread at a time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public PartitionWriter GetWriter(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _partitions.Length);
        return new PartitionWriter(_partitions[partition], partition);
    }

    /// <summary>Reads what is durable in all partitions now, in the order of the records' times.</summary>
    /// <returns>A reader; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public MergedReader Read() => new(_partitions);

    /// <summary>Closes every partition.</summary>
    public void Dispose()
    {
        Array.ForEach(_partitions, partition => partition.Dispose());
        _mapping.Dispose();
    }

    private static LogPlace[] Places(PersistentMapping mapping, int partitions)
    {
        long length = mapping.Length / Math.Max(1, partitions);
        return [.. Enumerable.Range(0, partitions).Select(index => new LogPlace(mapping, index * length, length))];
    }

    private static PartitionedLog OpenAll(PersistentMapping mapping, LogMemory[] memories, LogOptions options) =>
        new(mapping, [.. memories.Select(memory => TransactionalLog.Open(memory, options, leaveOpen: true))]);
}
