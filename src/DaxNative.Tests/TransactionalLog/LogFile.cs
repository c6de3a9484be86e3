using DaxNative.Logs;

namespace DaxNative.Tests;

/// <summary>A log's file in memory, and what a crash at any moment would leave of it.</summary>
internal sealed class LogFile : IDisposable
{
    internal const int Length = 64 << 10;

    private const int UntilAlone = 1100;

    private readonly TempPath _temp = TempPath.InMemory();

    internal string Path => _temp.Path;

    internal static LogOptions Options { get; } = new() { Length = Length, AllowVolatile = true };

    internal TransactionalLog Create() => TransactionalLog.Create(Path, Options);

    internal TransactionalLog Open() => TransactionalLog.Open(Path, Options);

    /// <summary>Copies what is in the memory now, as a crash with every line written back would leave it.</summary>
    internal static LogFile Crash(TransactionalLog log)
    {
        var copy = new LogFile();
        File.WriteAllBytes(copy.Path, log.Mapping.AsReadOnlySpan(0, Length));
        return copy;
    }

    /// <summary>Makes this thread the one writer, which takes room and stores in another way, by many appends; empties the log.</summary>
    internal static void MakeAlone(TransactionalLog log)
    {
        for (int i = 0; i < UntilAlone; i++)
        {
            log.Append("warm"u8);
            if (log.Used > Length / 2)
            {
                log.Truncate(log.Tail);
            }
        }

        log.Truncate(log.Tail);
    }

    internal void Flip(long offset)
    {
        using FileStream file = File.Open(Path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int old = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(old ^ 0x10));
    }

    internal static List<(LogSequenceNumber Number, string Text)> Contents(TransactionalLog log)
    {
        var records = new List<(LogSequenceNumber, string)>();
        using LogReader reader = log.Read();
        while (reader.TryRead(out LogRecord record))
        {
            records.Add((record.SequenceNumber, System.Text.Encoding.UTF8.GetString(record.Payload)));
        }

        return records;
    }

    internal static IEnumerable<string> Texts(TransactionalLog log) => Contents(log).Select(record => record.Text);

    public void Dispose() => _temp.Dispose();
}
