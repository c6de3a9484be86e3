using System.Text;
using System.Text.Json;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

public class LogRecordWriterTests
{
    [Fact]
    public void ASerializer_WritesIntoTheMediaAndTheRestIsSkipped()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("before"u8);
        using LogRecordWriter writer = log.CreateWriter();
        for (int i = 0; i < 200; i++)
        {
            writer.Begin(2000);
            using (var json = new Utf8JsonWriter(writer))
            {
                JsonSerializer.Serialize(json, new { number = i });
            }

            writer.Commit();
            if (i % 20 == 0)
            {
                log.Truncate(log.Tail);
            }
        }

        using LogFile crashed = LogFile.Crash(log);
        using TransactionalLog recovered = crashed.Open();
        Assert.Equal(Enumerable.Range(181, 19).Select(i => $"{{\"number\":{i}}}"), LogFile.Texts(recovered));
    }

    [Fact]
    public void ARecordThatIsGivenUp_IsSkipped()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        using (LogRecordWriter writer = log.CreateWriter())
        {
            writer.Begin(100);
            Encoding.UTF8.GetBytes("given up", writer);
        }

        log.Append("after"u8);
        Assert.Equal(["after"], LogFile.Texts(log));
        using LogFile crashed = LogFile.Crash(log);
        using TransactionalLog recovered = crashed.Open();
        Assert.Equal(["after"], LogFile.Texts(recovered));
    }

    [Fact]
    public void MoreThanWasSaid_IsRefusedAndTheRecordGoesOn()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        using LogRecordWriter writer = log.CreateWriter();
        Assert.Throws<InvalidOperationException>(() => writer.GetSpan());
        writer.Begin(10);
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => writer.GetSpan(11)).Error);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(11));
        "ten bytes!"u8.CopyTo(writer.GetSpan(10));
        writer.Advance(10);
        writer.Commit();
        Assert.Throws<InvalidOperationException>(() => writer.Commit());
        Assert.Equal(["ten bytes!"], LogFile.Texts(log));
    }

    [Fact]
    public void AnUnfinishedRecord_DoesNotKeepTheLogFromClosing()
    {
        using var file = new LogFile();
        TransactionalLog log = file.Create();
        log.Append("before"u8);
        LogRecordWriter writer = log.CreateWriter();
        writer.Begin(10);
        log.Dispose();
        Assert.Throws<LogException>(() => writer.Commit());
        using TransactionalLog reopened = file.Open();
        Assert.False(reopened.Recovery.WasClean);
        Assert.Equal(["before"], LogFile.Texts(reopened));
    }
}
