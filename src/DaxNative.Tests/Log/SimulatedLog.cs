using System.Text;
using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>A log in simulated memory, whose power can be cut.</summary>
internal sealed class SimulatedLog : IDisposable
{
    private readonly SimulatedPersistentMemory _memory;

    internal SimulatedLog(StoreGranularity granularity = StoreGranularity.CacheLine, int length = 64 << 10)
    {
        _memory = new SimulatedPersistentMemory(length, granularity);
        Log = TransactionalLog.Create(Mapping);
    }

    internal PersistentMapping Mapping => _memory.Mapping;

    internal SimulatedPersistentMemory Memory => _memory;

    internal TransactionalLog Log { get; private set; }

    /// <summary>Ends the process that has the log, without its closing anything, and opens the log again.</summary>
    internal TransactionalLog Kill()
    {
        Log.Abandon();
        return Log = TransactionalLog.Open(Mapping);
    }

    /// <summary>Cuts the power so that only what was made durable is left, and opens the log again.</summary>
    internal TransactionalLog CutPower()
    {
        Log.Abandon();
        _memory.CutPowerLosingAll();
        return Log = TransactionalLog.Open(Mapping);
    }

    /// <summary>Commits records together.</summary>
    /// <returns>The first one's number.</returns>
    internal LogSequenceNumber CommitOf(params string[] texts)
    {
        using LogAppender appender = Log.AcquireAppender();
        Array.ForEach(texts, text => appender.AppendDeferred(Encoding.UTF8.GetBytes(text)));
        return appender.Commit();
    }

    internal static List<string> Texts(TransactionalLog log) => [.. Records(log).Select(Encoding.UTF8.GetString)];

    internal static List<byte[]> Records(TransactionalLog log)
    {
        var records = new List<byte[]>();
        using LogReader reader = log.Read();
        while (reader.TryRead(out LogRecord record))
        {
            records.Add(record.Payload.ToArray());
        }

        return records;
    }

    public void Dispose() => _memory.Dispose();
}
