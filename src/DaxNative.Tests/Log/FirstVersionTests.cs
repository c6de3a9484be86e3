using System.Text;
using DaxNative.Log;
using DaxNative.Testing;
using Xunit;
using Old = DaxNative.Logs;

namespace DaxNative.Tests;

/// <summary>A log of version 1 of the format: opened with all its records, and gone on with.</summary>
public sealed class FirstVersionTests
{
    [Theory]
    [InlineData(false, StoreGranularity.CacheLine)]
    [InlineData(true, StoreGranularity.CacheLine)]
    [InlineData(false, StoreGranularity.Page)]
    [InlineData(true, StoreGranularity.Page)]
    public void ALogOfTheFirstVersion_OpensWithItsRecordsAndGoesOn(bool isClosed, StoreGranularity granularity)
    {
        using var memory = new SimulatedPersistentMemory(64 << 10, granularity);
        List<string> expected = Write(memory.Mapping, isClosed);

        TransactionalLog log = TransactionalLog.Open(memory.Mapping);

        Assert.Equal(isClosed, log.Recovery.WasClean);
        Assert.Equal(expected, SimulatedLog.Texts(log));
        log.SetCheckpoint("mark"u8);
        LogSequenceNumber mine = log.Append("of version 2"u8);
        log.Append("cut"u8);
        log.TruncateEnd(new LogSequenceNumber(mine.Value + (1 << 16)));
        expected.Add("of version 2");
        for (int i = 0; i < 2; i++)
        {
            log.Abandon();
            memory.CutPowerLosingAll();
            log = TransactionalLog.Open(memory.Mapping);
            Assert.Equal(expected, SimulatedLog.Texts(log));
            Assert.Equal("mark"u8, log.GetCheckpoint());
        }

        log.Truncate(mine);
        log.Dispose();
        Assert.Equal(["of version 2"], SimulatedLog.Texts(TransactionalLog.Open(memory.Mapping)));
    }

    [Fact]
    public void APartOfAPartitionedLog_IsRefusedByName()
    {
        using var memory = new SimulatedPersistentMemory(64 << 10);
        new Old.LogIdentity(1, 1, 8192, 1, 2).Write(memory.Mapping.AsSpan(0, 64));

        LogException refusal = Assert.Throws<LogException>(() => TransactionalLog.Open(memory.Mapping));

        Assert.Equal(LogError.OlderVersion, refusal.Error);
    }

    [Theory]
    [InlineData(3u)]
    [InlineData(uint.MaxValue)]
    public void ANewerVersion_IsRefused(uint version)
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Dispose();
        (simulated.Log.Memory.Identity with { Version = version }).Write(simulated.Mapping.AsSpan(0, LogIdentity.Size));

        Assert.Equal(LogError.NewerVersion, Assert.Throws<LogException>(() => TransactionalLog.Open(simulated.Mapping)).Error);
    }

    // More than a lap, so that there is padding, and every kind of record.
    private static List<string> Write(PersistentMapping mapping, bool isClosed)
    {
        var expected = new List<string>();
        Old.TransactionalLog old = Old.TransactionalLog.Create(mapping);
        for (int i = 0; i < 150; i++)
        {
            if (i == 100)
            {
                old.Truncate(old.Tail);
                expected.Clear();
            }

            string text = $"{i}".PadRight(i * 7);
            expected.Add(text);
            old.Append(Encoding.UTF8.GetBytes(text));
            if (i % 10 == 0)
            {
                Old.LogTransaction transaction = old.BeginTransaction();
                transaction.Append("one"u8);
                transaction.Append(default);
                transaction.Commit();
                expected.AddRange(["one", ""]);
                using Old.LogRecordWriter writer = old.CreateWriter();
                writer.Begin(400);
                "short"u8.CopyTo(writer.GetSpan());
                writer.Advance(5);
                writer.Commit();
                expected.Add("short");
            }

            if (i == 50)
            {
                old.Truncate(old.Tail);
                expected.Clear();
            }
        }

        if (isClosed)
        {
            old.Dispose();
        }

        return expected;
    }
}
