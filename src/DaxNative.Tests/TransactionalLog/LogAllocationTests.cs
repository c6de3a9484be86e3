using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is done for every record allocates nothing.</summary>
public sealed class LogAllocationTests : IDisposable
{
    private const int Times = 16;

    private readonly LogFile _file = new();
    private readonly TransactionalLog _log;
    private readonly byte[] _payload = new byte[100];

    public LogAllocationTests() => _log = _file.Create();

    [Fact]
    public void Append_AllocatesNothing() => AllocatesNothing(() => _log.Append(_payload));

    [Fact]
    public void AGroup_AllocatesNothing() => AllocatesNothing(() =>
    {
        using LogGroup group = _log.BeginGroup();
        group.AppendDeferred(_payload);
        group.AppendDeferred(_payload);
    });

    [Theory]
    [InlineData(100)]
    [InlineData(10)]
    [InlineData(300)]
    public void RecordsAtOnce_AllocateNothing(int length)
    {
        byte[] payloads = new byte[3 * length];
        int[] lengths = [length, length, length];
        AllocatesNothing(
            () =>
            {
                _log.AppendTransaction(payloads, lengths);
                using LogGroup group = _log.BeginGroup();
                group.AppendDeferred(payloads, lengths);
            },
            before: () => _log.Truncate(_log.Tail));
    }

    [Fact]
    public void ATransaction_AllocatesNothing()
    {
        LogTransaction transaction = _log.BeginTransaction();
        AllocatesNothing(() =>
        {
            transaction.Append(_payload);
            transaction.Append(_payload);
            transaction.Commit();
        });
    }

    [Fact]
    public void ARecordInPlace_AllocatesNothing()
    {
        LogRecordWriter writer = _log.CreateWriter();
        AllocatesNothing(() =>
        {
            writer.Begin(_payload.Length);
            _payload.CopyTo(writer.GetSpan(_payload.Length));
            writer.Advance(_payload.Length);
            writer.Commit();
        });
    }

    [Fact]
    public void TryRead_AllocatesNothing()
    {
        LogTransaction transaction = _log.BeginTransaction();
        transaction.Append(_payload);
        transaction.Append(_payload);
        transaction.Commit();
        for (int i = 0; i < 20 * Times; i++)
        {
            _log.Append(_payload.AsSpan(0, 8));
        }

        using LogReader reader = _log.Read();
        AllocatesNothing(() => Assert.True(reader.TryRead(out LogRecord record) && !record.Payload.IsEmpty));
    }

    public void Dispose()
    {
        _log.Dispose();
        _file.Dispose();
    }

    // The runtime allocates now and then while it compiles: once without is enough.
    private static void AllocatesNothing(Action action, Action? before = null) => Assert.Contains(0, Enumerable.Range(0, 10).Select(_ =>
    {
        before?.Invoke();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Times; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - allocated;
    }));
}
