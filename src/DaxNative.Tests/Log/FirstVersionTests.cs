using System.Buffers.Binary;
using DaxNative.Log;
using DaxNative.Testing;
using Xunit;

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
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "log-version-1", isClosed ? "closed.img" : "open.img")).CopyTo(memory.Mapping.AsSpan(0, 64 << 10));
        memory.Mapping.Persist(0, 64 << 10);
        List<string> expected = Expected();

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
        Span<byte> identity = memory.Mapping.AsSpan(0, LogIdentity.Size);
        new LogIdentity(1, 1, 8192).Write(identity);
        (identity[28], identity[30]) = (1, 2);
        BinaryPrimitives.WriteUInt32LittleEndian(identity[32..], Crc32C.Append(~0u, identity[..32]));

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

    // What the program of version 1 appended and did not truncate: more than a lap of every kind of record.
    private static List<string> Expected()
    {
        var expected = new List<string>();
        for (int i = 100; i < 150; i++)
        {
            expected.Add($"{i}".PadRight(i * 7));
            if (i % 10 == 0)
            {
                expected.AddRange(["one", "", "short"]);
            }
        }

        return expected;
    }
}
