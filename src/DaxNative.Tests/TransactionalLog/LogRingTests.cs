using System.Text;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The ring goes round and round; nothing is cleared, nothing of an earlier lap is taken for a record.</summary>
public class LogRingTests
{
    [Fact]
    public void ManyLaps_KeepExactlyWhatWasNotTruncated()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        var random = new Random(1);
        var kept = new Queue<(LogSequenceNumber Number, string Text)>();
        for (int i = 0; i < 5000; i++)
        {
            string text = new((char)('a' + (i % 26)), random.Next(i % 100 == 0 ? 20_000 : 300));
            LogSequenceNumber number;
            while (!TryAppend(log, text, out number))
            {
                for (int n = kept.Count / 2; n >= 0 && kept.Count > 0; n--)
                {
                    kept.Dequeue();
                }

                log.Truncate(kept.Count > 0 ? kept.Peek().Number : log.Tail);
            }

            kept.Enqueue((number, text));
            if (i % 500 == 0)
            {
                using LogFile crashed = LogFile.Crash(log);
                using TransactionalLog recovered = crashed.Open();
                Assert.Equal(kept, LogFile.Contents(recovered));
            }
        }

        Assert.Equal(kept, LogFile.Contents(log));
        Assert.True(log.Tail.Position > 5 * log.Capacity);
    }

    [Fact]
    public void AFullLog_RefusesAndLosesNothing()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        int appended = 0;
        byte[] payload = new byte[1000];
        LogException full;
        while (true)
        {
            try
            {
                log.Append(payload);
                appended++;
            }
            catch (LogException refusal)
            {
                full = refusal;
                break;
            }
        }

        Assert.Equal(LogError.Full, full.Error);
        Assert.Equal(appended, LogFile.Contents(log).Count);
        log.Truncate(log.Tail);
        log.Append("room again"u8);
        Assert.Equal(["room again"], LogFile.Texts(log));
    }

    [Fact]
    public void ARecordThatCanNeverFit_IsRefused()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => log.Append(new byte[log.MostPayload + 1])).Error);
        log.Append(new byte[log.MostPayload]);
        log.Append(new byte[log.MostPayload]);
    }

    [Fact]
    public void AReader_KeepsTheRoomThatItStandsIn()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append(Encoding.UTF8.GetBytes(new string('x', 20_000)));
        log.Append("second"u8);
        using (LogReader reader = log.Read())
        {
            Assert.True(reader.TryRead(out LogRecord first));
            log.Truncate(log.Tail);
            log.Append(new byte[30_000]);
            Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => log.Append(new byte[20_000])).Error);
            Assert.Equal(20_000, first.Payload.Count((byte)'x'));
            Assert.True(reader.TryRead(out LogRecord second));
            Assert.Equal("second"u8, second.Payload);
        }

        log.Append(new byte[20_000]);
    }

    private static bool TryAppend(TransactionalLog log, string text, out LogSequenceNumber number)
    {
        number = default;
        try
        {
            number = log.Append(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (LogException full) when (full.Error == LogError.Full)
        {
            return false;
        }
    }
}
