using DaxNative.Log;

namespace DaxNative.Benchmarks;

/// <summary>Logs of ours on a disk, where an append is an msync, and a file beside them. Their names are gone as soon as they are open.</summary>
internal sealed class DiskLogs : IDisposable
{
    private const int Length = 16 << 20;
    private static readonly TimeSpan s_sharedTime = TimeSpan.FromMilliseconds(100);

    /// <param name="folder">On a disk.</param>
    internal DiskLogs(string folder)
    {
        One = new LogLoops(Create(folder));
        Shared = new SharedLog(Create(folder), s_sharedTime);
        File = FileStreamPeer.Open(folder);
    }

    internal LogLoops One { get; }

    /// <summary>The one that many threads append to.</summary>
    internal SharedLog Shared { get; }

    internal FileStreamPeer File { get; }

    public void Dispose()
    {
        One.Dispose();
        Shared.Dispose();
        File.Dispose();
    }

    private static TransactionalLog Create(string folder)
    {
        string path = Path.Combine(folder, Path.GetRandomFileName());
        TransactionalLog log = TransactionalLog.Create(path, new LogOptions { Length = Length, AllowVolatile = true });
        System.IO.File.Delete(path);
        if (log.Mapping.Granularity != StoreGranularity.Page)
        {
            throw new InvalidOperationException($"{folder} is no disk: the log is at granularity {log.Mapping.Granularity}.");
        }

        // Once around, so that a later append changes nothing but its bytes.
        using (LogAppender appender = log.AcquireAppender())
        {
            byte[] large = new byte[1 << 20];
            while (appender.TryAppend(large, out _))
            {
            }
        }

        log.Truncate(log.Tail);
        return log;
    }
}
