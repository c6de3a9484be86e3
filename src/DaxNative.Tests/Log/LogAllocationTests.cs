using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is done for every record allocates nothing.</summary>
public sealed class LogAllocationTests : IDisposable
{
    private const int Times = 16;

    private readonly TempPath _file = TempPath.InMemory();
    private readonly byte[] _payload = new byte[100];
    private readonly byte[] _long = new byte[3000];

    public LogAllocationTests() => Log = TransactionalLog.Create(_file.Path, new LogOptions { Length = 1 << 20, AllowVolatile = true });

    private TransactionalLog Log { get; }

    [Fact]
    public void Append_AllocatesNothing() => AllocatesNothing(() => Log.Append(_payload));

    [Fact]
    public void AppendOfALongRecord_AllocatesNothing() => AllocatesNothing(() => Log.Append(_long));

    [Fact]
    public void TheAppender_AllocatesNothing()
    {
        using LogAppender appender = Log.AcquireAppender();
        AllocatesNothing(() =>
        {
            appender.Append(_payload);
            appender.AppendDeferred(_payload);
            appender.AppendDeferred(_payload);
            _payload.CopyTo(appender.GetSpan(_payload.Length));
            appender.Advance(_payload.Length);
            appender.EndRecord();
            appender.Commit();
        });
    }

    [Fact]
    public void Reading_AllocatesNothing()
    {
        for (int i = 0; i < 2 * Times; i++)
        {
            Log.Append(_payload);
        }

        using LogReader reader = Log.Read();
        AllocatesNothing(() => Assert.True(reader.TryRead(out LogRecord record) && record.Payload.Length == _payload.Length));
    }

    public void Dispose()
    {
        Log.Dispose();
        _file.Dispose();
    }

    // The runtime allocates now and then while it compiles; what a call allocates every time shows in all of several rounds.
    private static void AllocatesNothing(Action call)
    {
        call();
        long least = long.MaxValue;
        for (int i = 1; i < Times; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
