using System.Buffers.Binary;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

public partial class LogWritersTests
{
    private const int Writers = 4;
    private const int Records = 4000;

    // Each record says its writer and number; what a writer was told is durable is there, in its order.
    [Fact]
    public void ManyWritersAndAReader_SeeEveryRecordOnceAndInOrder()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        using var start = new Barrier(Writers + 1);
        using LogReader reader = log.Read();
        Thread[] threads = [.. Enumerable.Range(0, Writers).Select(writer => new Thread(() => Write(log, writer, start)))];
        Array.ForEach(threads, thread => thread.Start());
        start.SignalAndWait();
        int[] next = new int[Writers];
        for (int read = 0; read < Writers * Records;)
        {
            if (reader.TryRead(out LogRecord record))
            {
                int writer = BinaryPrimitives.ReadInt32LittleEndian(record.Payload);
                Assert.Equal(next[writer]++, BinaryPrimitives.ReadInt32LittleEndian(record.Payload[4..]));
                read++;
                if (read % 16 == 0)
                {
                    log.Truncate(record.SequenceNumber);
                }
            }
        }

        Array.ForEach(threads, thread => thread.Join());
        Assert.All(next, count => Assert.Equal(Records, count));
    }

    private static void Write(TransactionalLog log, int writer, Barrier start)
    {
        byte[] payload = new byte[8 + (writer * 60)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, writer);
        start.SignalAndWait();
        for (int i = 0; i < Records; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), i);
            Again(() => log.Append(payload));
        }
    }

    // Until the reader has made room.
    private static void Again(Action append)
    {
        var wait = default(SpinWait);
        while (true)
        {
            try
            {
                append();
                return;
            }
            catch (LogException full) when (full.Error == LogError.Full)
            {
                wait.SpinOnce();
            }
        }
    }
}
