using DaxNative.Logs;

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

            return new Outcome(records, null, true);
        }
        catch (Exception failure)
        {
            return new Outcome(records, failure, log is not null);
        }
        finally
        {
            log?.Dispose();
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

    /// <param name="Records">What was read.</param>
    /// <param name="Failure">What ended the reading; null if the log ended.</param>
    /// <param name="HasOpened">Whether the log opened.</param>
    internal sealed record Outcome(IReadOnlyList<(long Number, byte[] Payload)> Records, Exception? Failure, bool HasOpened);
}
