using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DaxNative.Logs;

namespace DaxNative.Benchmarks;

/// <summary>
/// Full logs that were not closed, one operation each in turn: together too large for a cache, one by one short enough not
/// to lose the CPU.
/// </summary>
internal sealed class ScannedLogs : IDisposable
{
    internal const long LogLength = 4 << 20;
    private readonly PersistentMapping[] _mappings;
    private int _next;

    /// <param name="path">Of new files.</param>
    /// <param name="size">Of a record's payload, in bytes.</param>
    /// <param name="count">How many logs.</param>
    internal ScannedLogs(string path, int size, long count)
    {
        byte[] payload = new byte[size];
        new Random(1).NextBytes(payload);
        _mappings = [.. Enumerable.Range(0, (int)count).Select(index => Fill($"{path}.{index}", payload))];
        Records = RecordsOf(size);
    }

    // Of a log's file, before its first record.
    private const long Header = 4096;

    /// <summary>How many records of that payload a log holds.</summary>
    internal static long RecordsOf(long size) => (LogLength - Header) / Sizes.Record(size);

    /// <summary>Of each log.</summary>
    internal long Records { get; }

    /// <summary>Opens one log after another; each is scanned, because none is ever closed.</summary>
    internal void Recover(in Sample sample)
    {
        for (long i = 0; i < sample.Count; i++)
        {
            _ = TransactionalLog.Open(Next());
        }
    }

    /// <summary>Reads the same memory: the sum of its words.</summary>
    internal void ReadPlainly(in Sample sample)
    {
        for (long i = 0; i < sample.Count; i++)
        {
            Sum(Next());
        }
    }

    /// <summary>Opens a log and looks whether every record is there.</summary>
    internal string? Check()
    {
        TransactionalLog log = TransactionalLog.Open(Next());
        using LogReader reader = log.Read();
        long found = 0;
        while (reader.TryRead(out _))
        {
            found++;
        }

        return found == Records ? null : $"{found} of {Records} records are there";
    }

    public void Dispose() => Array.ForEach(_mappings, mapping => mapping.Dispose());

    private static PersistentMapping Fill(string path, byte[] payload)
    {
        PersistentMapping mapping = PersistentMapping.Open(path, Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = LogLength });
        TransactionalLog log = TransactionalLog.Create(mapping);
        long records = log.Capacity / Sizes.Record(payload.Length);
        for (long i = 0; i < records; i++)
        {
            log.Append(payload);
        }

        return mapping;
    }

    private static ulong Sum(PersistentMapping mapping)
    {
        ReadOnlySpan<Vector512<ulong>> lines = MemoryMarshal.Cast<byte, Vector512<ulong>>(mapping.AsReadOnlySpan(0, (int)LogLength));
        (Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d) = default((Vector512<ulong>, Vector512<ulong>, Vector512<ulong>, Vector512<ulong>));
        for (int i = 0; i + 3 < lines.Length; i += 4)
        {
            a += lines[i];
            b += lines[i + 1];
            c += lines[i + 2];
            d += lines[i + 3];
        }

        return Vector512.Sum(a + b + c + d);
    }

    private PersistentMapping Next() => _mappings[_next = (_next + 1) % _mappings.Length];
}
