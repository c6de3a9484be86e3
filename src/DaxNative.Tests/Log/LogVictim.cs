using DaxNative.Log;

namespace DaxNative.Tests;

/// <summary>Memory that damaged images are put into, opened from, and read from.</summary>
internal sealed class LogVictim : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();

    internal LogVictim()
    {
        Mapping = _temp.OpenVolatile(LogImage.Length);
        Shorter = _temp.OpenVolatile(LogImage.Length - 4096);
    }

    internal PersistentMapping Mapping { get; }

    /// <summary>The memory of the log without its end.</summary>
    internal PersistentMapping Shorter { get; }

    /// <summary>Opens a log and reads all of it.</summary>
    internal Outcome Try(byte[] image, bool isShort = false)
    {
        image.CopyTo(Mapping.AsSpan(0, LogImage.Length));
        var records = new List<(long Number, byte[] Payload)>();
        TransactionalLog? log = null;
        try
        {
            log = TransactionalLog.Open(isShort ? Shorter : Mapping);
            using LogReader reader = log.Read();
            while (reader.TryRead(out LogRecord record))
            {
                records.Add((record.SequenceNumber.Value, record.Payload.ToArray()));
            }

            return new Outcome(records, null, log);
        }
        catch (Exception failure)
        {
            return new Outcome(records, failure, log);
        }
        finally
        {
            log?.Abandon();
        }
    }

    /// <summary>Gets whether what was put there is still there, to the last byte.</summary>
    internal bool Holds(ReadOnlySpan<byte> image) => Mapping.AsReadOnlySpan(0, LogImage.Length).SequenceEqual(image);

    public void Dispose()
    {
        Shorter.Dispose();
        Mapping.Dispose();
        _temp.Dispose();
    }

    /// <param name="records">What was read.</param>
    /// <param name="failure">What ended the reading; null if the log ended.</param>
    /// <param name="log">The log, if it opened.</param>
    internal sealed class Outcome(IReadOnlyList<(long Number, byte[] Payload)> records, Exception? failure, TransactionalLog? log)
    {
        internal IReadOnlyList<(long Number, byte[] Payload)> Records => records;

        internal Exception? Failure => failure;

        internal bool HasOpened { get; } = log is not null;

        /// <summary>What it says; null for what no log may say.</summary>
        internal LogSays? Says => failure switch
        {
            null => LogSays.Opens,
            LogCorruptException => LogSays.Damage,
            LogException { Error: LogError.NotALog } => LogSays.NoLog,
            LogException { Error: LogError.NewerVersion } => LogSays.NewerVersion,
            LogException { Error: LogError.WrongLength } => LogSays.WrongLength,
            _ => null,
        };

        internal long? Offset => (failure as LogCorruptException)?.Offset;

        internal long? Before => (failure as LogCorruptException)?.Before?.Value;

        internal byte[] Checkpoint { get; } = log?.GetCheckpoint() ?? [];

        internal long Dropped { get; } = log?.Recovery.DroppedRecords ?? 0;
    }
}
