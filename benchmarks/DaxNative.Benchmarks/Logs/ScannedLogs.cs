using System.Diagnostics;
using DaxNative.Log;

namespace DaxNative.Benchmarks;

/// <summary>
/// Full logs that were not closed, one operation each in turn: together too large for a cache, one by one short enough not
/// to lose the CPU.
/// </summary>
internal sealed class ScannedLogs : IDisposable
{
    internal const long LogLength = 4 << 20;

    // Of a log's file, before its first record: all that opening and closing a log changes.
    private const int Header = 4096;
    private readonly (PersistentMapping Mapping, byte[] Header)[] _logs;
    private int _next;

    /// <param name="path">Of new files.</param>
    /// <param name="size">Of a record's payload, in bytes.</param>
    /// <param name="count">How many logs.</param>
    internal ScannedLogs(string path, int size, long count)
    {
        byte[] payload = new byte[size];
        new Random(1).NextBytes(payload);
        _logs = [.. Enumerable.Range(0, (int)count).Select(index => Fill($"{path}.{index}", payload))];
        Records = RecordsOf(size);
    }

    /// <summary>How many records of that payload a log holds.</summary>
    internal static long RecordsOf(long size) => (LogLength - Header) / Sizes.Record(size);

    /// <summary>Of each log.</summary>
    internal long Records { get; }

    /// <summary>Opens one log after another; each is scanned, because it is as it was before it was closed.</summary>
    internal Participant Recovery => new Opening(this);

    /// <summary>Reads the same memory: the sum of its words.</summary>
    internal void ReadPlainly(in Sample sample)
    {
        for (long i = 0; i < sample.Count; i++)
        {
            PlainRead.Sum(Next().Mapping.AsReadOnlySpan(0, (int)LogLength));
        }
    }

    public void Dispose() => Array.ForEach(_logs, log => log.Mapping.Dispose());

    private static (PersistentMapping Mapping, byte[] Header) Fill(string path, byte[] payload)
    {
        PersistentMapping mapping = PersistentMapping.Open(path, Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = LogLength });
        using TransactionalLog log = TransactionalLog.Create(mapping);
        byte[] header;
        using (LogAppender appender = log.AcquireAppender())
        {
            while (appender.TryAppend(payload, out _))
            {
            }

            header = mapping.AsReadOnlySpan(0, Header).ToArray();
        }

        return (mapping, header);
    }

    private (PersistentMapping Mapping, byte[] Header) Next() => _logs[_next = (_next + 1) % _logs.Length];

    private string? Check()
    {
        (PersistentMapping mapping, byte[] header) = Next();
        mapping.Write(0, header);
        using TransactionalLog log = TransactionalLog.Open(mapping);
        using LogReader reader = log.Read();
        long found = 0;
        while (reader.TryRead(out LogRecord _))
        {
            found++;
        }

        return log.Recovery.WasClean ? "the log was not scanned" : found == Records ? null : $"{found} of {Records} records are there";
    }

    /// <summary>What is timed is the opening alone.</summary>
    private sealed class Opening(ScannedLogs logs) : Participant("ours")
    {
        internal override bool WantsWarmUp => true;

        internal override double Run(in Sample sample)
        {
            double time = 0;
            for (long i = 0; i < sample.Count; i++)
            {
                (PersistentMapping mapping, byte[] header) = logs.Next();
                mapping.Write(0, header);
                long start = Stopwatch.GetTimestamp();
                TransactionalLog log = TransactionalLog.Open(mapping);
                time += Stopwatch.GetElapsedTime(start).TotalNanoseconds;
                log.Dispose();
            }

            return time;
        }

        internal override string? Check(in Sample sample) => logs.Check();
    }
}
