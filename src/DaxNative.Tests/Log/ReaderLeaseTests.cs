using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What a reader holds: the memory beside the log's closing, and the room beside truncations.</summary>
public sealed class ReaderLeaseTests
{
    [Fact]
    public void AReaderOnAnotherThread_SurvivesTheLogsClosing()
    {
        for (int round = 0; round < 30; round++)
        {
            using TempPath temp = TempPath.InMemory();
            TransactionalLog log = TransactionalLog.Create(temp.Path, new LogOptions { Length = 2 << 20, AllowVolatile = true });
            for (int i = 0; i < 20; i++)
            {
                log.Append(new byte[50_000]);
            }

            using var reads = new ManualResetEventSlim();
            Task<bool> readers = OnThread.Run(() =>
            {
                try
                {
                    while (true)
                    {
                        using LogReader reader = log.Read();
                        while (reader.TryRead(out LogRecord record))
                        {
                            Assert.Equal(-1, record.Payload.IndexOfAnyExcept((byte)0));
                            reads.Set();
                        }
                    }
                }
                catch (ObjectDisposedException)
                {
                    return true;
                }
            });
            reads.Wait();
            Thread.SpinWait(round * 1000);
            log.Dispose();
            Assert.True(OnThread.Result(readers));
        }
    }

    [Fact]
    public void ASpanThatWasRead_StaysUntilTheReaderIsDisposed()
    {
        using TempPath temp = TempPath.InMemory();
        var options = new LogOptions { Length = 1 << 20, AllowVolatile = true };
        TransactionalLog log = TransactionalLog.Create(temp.Path, options);
        log.Append("still there"u8);
        log.Append("next"u8);
        LogReader reader = log.Read();
        Assert.True(reader.TryRead(out LogRecord record));
        log.Dispose();

        Assert.Equal("still there"u8, record.Payload);
        Assert.Throws<ObjectDisposedException>(() => reader.TryRead(out LogRecord _));
        Assert.Throws<ObjectDisposedException>(() => log.Read());
        Assert.Equal("still there"u8, record.Payload);
        Assert.Equal(DaxError.Locked, Assert.Throws<DaxException>(() => TransactionalLog.Open(temp.Path, options)).Error);
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.TryRead(out LogRecord _));
        using TransactionalLog reopened = TransactionalLog.Open(temp.Path, options);
        Assert.Equal(["still there", "next"], SimulatedLog.Texts(reopened));
    }

    [Fact]
    public void ARecordThatIsRead_StaysWhereItIsBesideTruncationsAndAppends()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        log.Append("first"u8);
        log.Append("held"u8);
        using LogReader reader = log.Read();
        Assert.True(reader.TryRead(out LogRecord _));
        Assert.True(reader.TryRead(out LogRecord held));
        int laps = 0;
        while (log.TryAppend(new byte[900], out _))
        {
            log.Truncate(log.Tail);
            laps++;
        }

        Assert.InRange(laps, 60, 70);
        Assert.Equal("held"u8, held.Payload);
        Assert.True(reader.TryRead(out LogRecord _));
        log.Append(default);
    }

    [Fact]
    public void ReadersBesideTruncations_LoseNoRoom()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        for (int round = 0; round < 1500; round++)
        {
            log.Append("a"u8);
            log.Append("b"u8);
            LogSequenceNumber keep = log.Append("c"u8);
            using var start = new Barrier(2);
            Task<string> reading = Task.Run(() =>
            {
                start.SignalAndWait();
                using LogReader reader = log.Read();
                Assert.True(reader.TryRead(out LogRecord record));
                string first = System.Text.Encoding.UTF8.GetString(record.Payload);
                while (reader.TryRead(out LogRecord _))
                {
                }

                return first;
            });
            start.SignalAndWait();
            Thread.SpinWait(round % 40);
            log.Truncate(keep);
            Assert.Contains(OnThread.Result(reading), (string[])["a", "b", "c"]);
            log.Truncate(log.Tail);
            Assert.Equal(0, log.Room.Count);
            Assert.Equal(log.Head.Position + log.Capacity, log.Room.LimitFor(log.Memory));
        }
    }

    [Fact]
    public void AForgottenReader_GivesItsRoomBack()
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("x"u8);
        Forget(simulated.Log);

        Assert.True(Patience.Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return simulated.Log.Room.Count == 0;
        }));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(TransactionalLog log) => log.Read().TryRead(out LogRecord _);
}
