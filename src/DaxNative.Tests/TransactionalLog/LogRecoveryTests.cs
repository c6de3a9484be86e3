using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

public class LogRecoveryTests
{
    [Fact]
    public void WhatWasAppended_IsThereAfterCloseAndAfterACrash()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("one"u8);
        log.Append(default);
        log.Append("three"u8);
        using (LogFile crashed = LogFile.Crash(log))
        using (TransactionalLog recovered = crashed.Open())
        {
            Assert.False(recovered.Recovery.WasClean);
            Assert.Equal(["one", "", "three"], LogFile.Texts(recovered));
        }

        log.Dispose();
        using TransactionalLog reopened = file.Open();
        Assert.True(reopened.Recovery.WasClean);
        Assert.Equal(["one", "", "three"], LogFile.Texts(reopened));
    }

    [Fact]
    public void ATornTail_IsDroppedAndTheLogGoesOn()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("one"u8);
        LogSequenceNumber torn = log.Append("torn"u8);
        using LogFile crashed = LogFile.Crash(log);
        crashed.Flip(Offset(torn) + 33);
        using (TransactionalLog recovered = crashed.Open())
        {
            Assert.Equal(["one"], LogFile.Texts(recovered));
            Assert.Equal(torn, recovered.Append("again"u8));
        }

        using TransactionalLog reopened = crashed.Open();
        Assert.Equal(["one", "again"], LogFile.Texts(reopened));
    }

    [Fact]
    public void DamageBeforeALaterRecord_IsReportedAndNothingIsChanged()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        LogSequenceNumber first = log.Append("first"u8);
        LogSequenceNumber damaged = log.Append("damaged"u8);
        LogSequenceNumber last = log.Append("last"u8);
        using LogFile crashed = LogFile.Crash(log);
        crashed.Flip(Offset(damaged) + 20);
        byte[] before = File.ReadAllBytes(crashed.Path);

        LogCorruptException damage = Assert.Throws<LogCorruptException>(crashed.Open);

        Assert.Equal((Offset(damaged), first, last), (damage.Offset, damage.Before, damage.After));
        Assert.Equal(before, File.ReadAllBytes(crashed.Path));
    }

    // Records behind a hole were never acknowledged. Were they found again behind what is appended at the hole, they would
    // come back from the dead.
    [Fact]
    public void RecordsBehindAHole_DoNotRiseAgain()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("kept"u8);
        using LogGroup group = log.BeginGroup();
        LogSequenceNumber hole = group.AppendDeferred("hole"u8, [4]);
        group.AppendDeferred("ghost 1"u8, [7]);
        group.AppendDeferred("ghost 2"u8, [7]);
        using LogFile crashed = LogFile.Crash(log);
        crashed.Flip(Offset(hole));
        using (TransactionalLog recovered = crashed.Open())
        {
            Assert.Equal(2, recovered.Recovery.DroppedRecords);
            Assert.Equal(["kept"], LogFile.Texts(recovered));
            Assert.Equal(hole, recovered.Append("new"u8));
            using LogFile again = LogFile.Crash(recovered);
            using TransactionalLog twice = again.Open();
            Assert.Equal(["kept", "new"], LogFile.Texts(twice));
        }
    }

    [Fact]
    public void ATransaction_IsThereWholeOrNotAtAll()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("before"u8);
        LogTransaction transaction = log.BeginTransaction();
        for (int i = 0; i < 10; i++)
        {
            transaction.Append(System.Text.Encoding.UTF8.GetBytes($"record {i}"));
        }

        LogSequenceNumber number = transaction.Commit();
        using (LogFile whole = LogFile.Crash(log))
        using (TransactionalLog recovered = whole.Open())
        {
            Assert.Equal(["before", .. Enumerable.Range(0, 10).Select(i => $"record {i}")], LogFile.Texts(recovered));
        }

        for (long offset = Offset(number); offset < Offset(log.Tail); offset += 64)
        {
            using LogFile torn = LogFile.Crash(log);
            torn.Flip(offset + 3);
            using TransactionalLog recovered = torn.Open();
            Assert.Equal(["before"], LogFile.Texts(recovered));
        }
    }

    // A damaged state may have been the newer one.
    [Theory]
    [InlineData(1024)]
    [InlineData(2048)]
    public void ADamagedState_IsMadeUpForByTheRecords(long state)
    {
        using var file = new LogFile();
        using (TransactionalLog first = file.Create())
        {
            first.Append("one"u8);
        }

        using TransactionalLog log = file.Open();
        log.Append("two"u8);
        using LogFile crashed = LogFile.Crash(log);
        crashed.Flip(state);
        using TransactionalLog recovered = crashed.Open();
        Assert.Equal(["one", "two"], LogFile.Texts(recovered));
        Assert.False(recovered.Recovery.WasClean);
    }

    private static long Offset(LogSequenceNumber number) => LogLayout.RingOffset + (number.Position % (LogFile.Length - LogLayout.RingOffset));
}
