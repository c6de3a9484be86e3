using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Records of every length at which something changes: a vector, a line, a page, a piece of a long record, the longest.</summary>
public sealed class AppenderLengthTests
{
    private static readonly int[] s_lengths =
    [
        0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 127, 128, 129, 511, 512, 513, 4063, 4064, 4065, 4096,
        65_503, 65_504, 65_505, 65_535, 65_536, 65_537, 131_039, 131_040, 131_041, 200_000,
    ];

    public static TheoryData<StoreGranularity> Granularities => [StoreGranularity.Byte, StoreGranularity.CacheLine, StoreGranularity.Page];

    [Theory]
    [MemberData(nameof(Granularities))]
    public void ARecordOfAnyLength_IsThereAfterAPowerCut(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity, 2 << 20);
        TransactionalLog log = simulated.Log;
        var expected = new List<byte[]>();
        foreach (int length in s_lengths)
        {
            byte[] payload = Payload(length);
            switch (expected.Count % 3)
            {
                case 0:
                    log.Append(payload);
                    break;
                case 1:
                    OnThread.Result(log.AppendAsync(payload).AsTask());
                    break;
                default:
                    using (LogAppender appender = log.AcquireAppender())
                    {
                        appender.Append(payload);
                    }

                    break;
            }

            expected.Add(payload);
        }

        Assert.Equal(expected, SimulatedLog.Records(simulated.CutPower()));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void RecordsOfAnyLengths_AreCommittedTogether(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity, 4 << 20);
        byte[][] records = [.. s_lengths.Concat(s_lengths.Reverse()).Select(Payload)];
        using LogAppender appender = simulated.Log.AcquireAppender();
        foreach (byte[] record in records)
        {
            appender.AppendDeferred(record);
        }

        appender.Commit();
        appender.Append("behind"u8);

        Assert.Equal([.. records, "behind"u8.ToArray()], SimulatedLog.Records(simulated.CutPower()));
    }

    // The least log takes less than the memory that records are put together in.
    [Theory]
    [InlineData(8192)]
    [InlineData(12 << 10)]
    [InlineData(64 << 10)]
    [InlineData(200 << 10)]
    public void TheLongestRecord_IsReadAgainAndALongerOneIsRefused(int length)
    {
        using var simulated = new SimulatedLog(length: length);
        TransactionalLog log = simulated.Log;
        byte[] longest = Payload(log.MostPayload);
        byte[] longer = Payload(log.MostPayload + 1);

        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => log.Append(longer)).Error);
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => log.TryAppend(longer, out _)).Error);
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => log.AppendAsync(longer).AsTask().GetAwaiter().GetResult()).Error);
        log.Append(longest);
        using (LogAppender appender = log.AcquireAppender())
        {
            Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.Append(longer)).Error);
            Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.TryAppend(longer, out _)).Error);
            Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.AppendDeferred(longer)).Error);
            appender.AppendDeferred(longest);
            appender.Commit();
        }

        Assert.Equal([longest, longest], SimulatedLog.Records(simulated.CutPower()));
    }

    [Theory]
    [InlineData(8192)]
    [InlineData(64 << 10)]
    [InlineData(200 << 10)]
    public void TheLongestCommit_IsReadAgainAndALongerOneIsRefused(int length)
    {
        for (int count = 2; count <= 70; count += 17)
        {
            using var simulated = new SimulatedLog(length: length);
            using LogAppender appender = simulated.Log.AcquireAppender();
            int rest = simulated.Log.MostPayload - (count * sizeof(int));
            var records = new List<byte[]>();
            for (int i = 1; i < count; i++)
            {
                records.Add(Payload(rest / count));
                appender.AppendDeferred(records[^1]);
            }

            int last = rest - ((count - 1) * (rest / count));
            for (int more = 4; more > 0; more--)
            {
                Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.AppendDeferred(Payload(last + more))).Error);
            }

            records.Add(Payload(last));
            appender.AppendDeferred(records[^1]);
            Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => appender.AppendDeferred(default)).Error);
            appender.Commit();

            Assert.Equal(records, SimulatedLog.Records(simulated.CutPower()));
        }
    }

    [Fact]
    public void MoreRecordsThanANumberCanTell_AreRefused()
    {
        using var simulated = new SimulatedLog(length: 2 << 20);
        using LogAppender appender = simulated.Log.AcquireAppender();
        for (int i = 0; i < LogSequenceNumber.MostIndexes; i++)
        {
            appender.AppendDeferred([(byte)i]);
        }

        foreach (Action more in (Action[])[() => appender.AppendDeferred(default), () => appender.GetSpan(1), () => appender.EndRecord()])
        {
            LogException refusal = Assert.Throws<LogException>(more);
            Assert.Equal(LogError.RecordTooLarge, refusal.Error);
            Assert.Contains("at most 65536 records", refusal.Message, StringComparison.Ordinal);
        }

        appender.Commit();

        List<byte[]> records = SimulatedLog.Records(simulated.CutPower());
        Assert.Equal(LogSequenceNumber.MostIndexes, records.Count);
        Assert.All(records, (record, i) => Assert.Equal((byte)i, Assert.Single(record)));
    }

    private static byte[] Payload(int length)
    {
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        return payload;
    }
}
