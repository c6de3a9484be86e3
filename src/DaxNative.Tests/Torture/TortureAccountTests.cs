using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The account that the torture keeps finds each kind of broken promise.</summary>
public class TortureAccountTests
{
    private const ulong Seed = 5;

    [Fact]
    public void AnAcknowledgedRecordThatIsNotThere_IsFound()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        var account = new TortureAccount(Seed);
        Append(log, account, new TortureRecord(1, 0, 0));
        account.Check(log);
        account.Add(1, new TortureEvent(TortureEventKind.Acknowledged, 0, 1, 1, log.Tail.Value));
        Assert.Throws<TortureException>(() => account.Check(log));
    }

    [Fact]
    public void ARecordWithOneOtherByte_IsFound()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
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
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
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
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        var account = new TortureAccount(Seed);
        Append(log, account, new TortureRecord(1, 0, 0));
        log.Truncate(log.Tail);
        Assert.Throws<TortureException>(() => account.Check(log));
        account.Add(1, new TortureEvent(TortureEventKind.Changing, 0, 0, 0, log.Tail.Value));
        account.Check(log);
    }

    [Fact]
    public void ACheckpointOfHalfAStep_IsFound()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        var account = new TortureAccount(Seed);
        Append(log, account, new TortureRecord(1, 0, 0));
        account.Add(1, new TortureEvent(TortureEventKind.Changing, 0, 7, 0, log.Tail.Value));
        account.Check(log);
        account.Add(1, new TortureEvent(TortureEventKind.Changing, 0, 7, 0, log.Tail.Value));
        log.SetCheckpoint(TortureCheckpoint.Of(7));
        Assert.Throws<TortureException>(() => account.Check(log));
        log.Truncate(log.Tail);
        account.Check(log);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void ACutThatWasNotConfirmed_TookAllOrNothing(bool isMade, bool isLost)
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        var account = new TortureAccount(Seed);
        Append(log, account, new TortureRecord(1, 0, 0));
        LogSequenceNumber from = Append(log, account, new TortureRecord(1, 0, 1));
        LogSequenceNumber last = Append(log, account, new TortureRecord(1, 0, 2));
        account.Add(1, new TortureEvent(TortureEventKind.Cutting, 0, 0, TortureCuts.Lines(from.Value, log.Tail.Value), from.Value));
        if (isMade || isLost)
        {
            log.TruncateEnd(isLost ? last : from);
        }

        log.Append(new TortureRecord(1, 0, 3).Payload(Seed));
        if (isLost)
        {
            Assert.Throws<TortureException>(() => account.Check(log));
        }
        else
        {
            account.Check(log);
            Assert.Equal(isMade ? 2 : 0, account.GivenUp);
        }
    }

    [Fact]
    public void ARecordThatWasCutOffAndIsThere_IsFound()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        var account = new TortureAccount(Seed);
        LogSequenceNumber number = Append(log, account, new TortureRecord(1, 0, 0));
        account.Add(1, new TortureEvent(TortureEventKind.Cut, 0, 0, TortureCuts.Lines(number.Value, log.Tail.Value), number.Value));
        Assert.Throws<TortureException>(() => account.Check(log));
    }

    [Fact]
    public void ARecordThatWasRefused_MayBeMissingUntilItIsAcknowledged()
    {
        using var simulated = new SimulatedLog();
        TransactionalLog log = simulated.Log;
        var account = new TortureAccount(Seed);
        account.Add(1, new TortureEvent(TortureEventKind.Trying, 0, 0, 2, 0));
        Append(log, account, new TortureRecord(1, 0, 2));
        account.Check(log);
        account.Add(1, new TortureEvent(TortureEventKind.Acknowledged, 0, 1, 1, log.Tail.Value));
        Assert.Throws<TortureException>(() => account.Check(log));
    }

    private static LogSequenceNumber Append(TransactionalLog log, TortureAccount account, TortureRecord record)
    {
        LogSequenceNumber number = log.Append(record.Payload(Seed));
        account.Add(record.Round, new TortureEvent(TortureEventKind.Acknowledged, record.Writer, record.Number, 1, number.Value));
        return number;
    }
}
