using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The account that the torture keeps finds each kind of broken promise.</summary>
public class TortureAccountTests
{
    private const ulong Seed = 5;

    [Fact]
    public void AnAcknowledgedRecordThatIsNotThere_IsFound()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        var account = new TortureAccount(Seed);
        Append(log, account, new TortureRecord(1, 0, 0));
        account.Check(log);
        account.Add(1, new TortureEvent(TortureEventKind.Acknowledged, 0, 1, 1, log.Tail.Value));
        Assert.Throws<TortureException>(() => account.Check(log));
    }

    [Fact]
    public void ARecordWithOneOtherByte_IsFound()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        byte[] payload = new TortureRecord(1, 0, 0).Payload(Seed);
        payload[^1] ^= 1;
        log.Append(payload);
        Assert.Throws<TortureException>(() => new TortureAccount(Seed).Check(log));
    }

    [Theory]
    [InlineData("of an earlier round behind a later one")]
    [InlineData("out of its thread's order")]
    [InlineData("given up")]
    [InlineData("half a transaction")]
    [InlineData("the other half")]
    public void RecordsThatShouldNotBeThere_AreFound(string what)
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        TortureRecord[] records = what switch
        {
            "of an earlier round behind a later one" => [new(1, 0, 0), new(2, 0, 0), new(1, 1, 0)],
            "out of its thread's order" => [new(1, 0, 0), new(1, 1, 0), new(1, 0, 2)],
            "given up" => [new(1, 0, 0), new(1, 0, TortureRecord.Abandoned)],
            "half a transaction" => [new(1, 0, 0), new(1, 0, 1, 0, 2)],
            _ => [new(1, 0, 0), new(1, 0, 1, 1, 2)],
        };
        foreach (TortureRecord record in records)
        {
            log.Append(record.Payload(Seed));
        }

        Assert.Throws<TortureException>(() => new TortureAccount(Seed).Check(log));
    }

    [Fact]
    public void AHeadThatNobodyMoved_IsFound()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        var account = new TortureAccount(Seed);
        Append(log, account, new TortureRecord(1, 0, 0));
        log.Truncate(log.Tail);
        Assert.Throws<TortureException>(() => account.Check(log));
        account.Add(1, new TortureEvent(TortureEventKind.Truncating, 0, 0, 0, log.Tail.Value));
        account.Check(log);
    }

    private static void Append(TransactionalLog log, TortureAccount account, TortureRecord record) => account.Add(
        record.Round, new TortureEvent(TortureEventKind.Acknowledged, record.Writer, record.Number, 1, log.Append(record.Payload(Seed)).Value));
}
