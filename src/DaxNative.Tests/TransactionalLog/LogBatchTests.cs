using System.Text;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Records that are handed over at once.</summary>
public sealed class LogBatchTests : IDisposable
{
    private readonly LogFile _file = new();
    private readonly TransactionalLog _log;

    public LogBatchTests() => _log = _file.Create();

    /// <summary>The ways to hand records over at once.</summary>
    public enum Way
    {
        Transaction,
        Group,
    }

    public static TheoryData<bool, Way, int[]> Batches()
    {
        var data = new TheoryData<bool, Way, int[]>();
        foreach (int[] lengths in (int[][])[[64, 64, 64, 64], [0], [5], [1, 2, 3], [16, 100, 239], [240], [64, 300, 64], [0, 0, 80, 0], [.. Enumerable.Repeat(20, 70)]])
        {
            foreach (Way way in Enum.GetValues<Way>())
            {
                data.Add(false, way, lengths);
                data.Add(true, way, lengths);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void RecordsAtOnce_AreReadAsRecords_AlsoByWhoOpensTheLog(bool isAlone, Way way, int[] lengths)
    {
        Warm(isAlone);
        (byte[] payloads, string[] texts) = Make(lengths);
        LogSequenceNumber[] numbers = Append(way, payloads, lengths);
        Assert.Equal(texts.Zip(numbers, (text, number) => (number, text)), LogFile.Contents(_log));
        using LogFile crashed = LogFile.Crash(_log);
        using TransactionalLog reopened = crashed.Open();
        Assert.Equal(texts, LogFile.Texts(reopened));
    }

    // Around the ring many times, so that batches come to lie before its end in every way.
    [Theory]
    [InlineData(Way.Transaction)]
    [InlineData(Way.Group)]
    public void RecordsAtOnce_GoAroundTheRing(Way way)
    {
        Warm(isAlone: true);
        for (int i = 0; i < 400; i++)
        {
            int[] lengths = [.. Enumerable.Range(0, 1 + (i % 40)).Select(record => (i * 7 + record * 13) % 260)];
            (byte[] payloads, string[] texts) = Make(lengths);
            LogSequenceNumber[] numbers = Append(way, payloads, lengths);
            Assert.Equal(texts.Zip(numbers, (text, number) => (number, text)), LogFile.Contents(_log));
            _log.Truncate(_log.Tail);
        }
    }

    [Fact]
    public void BatchesOfAGroup_StandBesideItsOtherRecords()
    {
        (byte[] payloads, string[] texts) = Make([30, 70]);
        using (LogGroup group = _log.BeginGroup())
        {
            group.AppendDeferred(payloads, [30, 70]);
            group.AppendDeferred("between"u8);
            group.AppendDeferred("and more"u8);
            group.AppendDeferred(payloads, [30, 70]);
            group.Commit();
            _log.Append("another's"u8);
            group.AppendDeferred(payloads, [30, 70]);
        }

        Assert.Equal([.. texts, "between", "and more", .. texts, "another's", .. texts], LogFile.Texts(_log));
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 63 })]
    [InlineData(new[] { 65 })]
    [InlineData(new[] { 64, 1 })]
    [InlineData(new[] { -1, 65 })]
    [InlineData(new[] { int.MaxValue, int.MaxValue, 66 })]
    [InlineData(new[] { int.MinValue, int.MinValue, 64 })]
    public void LengthsThatDoNotAddUp_AreRefused_AndNothingIsAppended(int[] lengths)
    {
        byte[] payloads = new byte[64];
        Assert.Throws<ArgumentException>(() => _log.AppendTransaction(payloads, lengths));
        Assert.Throws<ArgumentException>(() => Group(payloads, lengths));
        _log.Append("after"u8);
        Assert.Equal(["after"], LogFile.Texts(_log));
    }

    [Fact]
    public void TooManyRecords_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => _log.AppendTransaction([], new int[LogSequenceNumber.MostIndexes + 1]));
        Assert.Throws<ArgumentException>(() => Group([], new int[LogSequenceNumber.MostIndexes + 1]));
    }

    // Each has a number of its own; also where a long record made room in memory for more than there are numbers.
    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void MoreRecordsThanHaveNumbers_AreRefused_AndTheTransactionIsAsBefore(int before)
    {
        using var file = new LogFile();
        using TransactionalLog log = TransactionalLog.Create(file.Path, LogFile.Options with { Length = 4 << 20 });
        LogTransaction transaction = log.BeginTransaction();
        transaction.Append(new byte[before]);
        for (int i = 1; i < LogSequenceNumber.MostIndexes; i++)
        {
            transaction.Append([]);
        }

        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => transaction.Append([])).Error);
        Assert.Equal(LogSequenceNumber.MostIndexes, transaction.Count);
        transaction.Commit();
        Assert.Equal(LogSequenceNumber.MostIndexes, LogFile.Contents(log).Count);
    }

    // Its checksum is right, and its lengths are not: whoever reads it is told, and reads nothing beside it.
    [Theory]
    [InlineData(40, 4)]
    [InlineData(20, 20)]
    [InlineData(-1, 33)]
    [InlineData(int.MaxValue, 0)]
    public void LengthsThatChangedMeanwhile_AreNotBelieved(int first, int second)
    {
        int[] lengths = [first, second];
        uint seed = LogIdentity.Read(_log.Mapping.AsReadOnlySpan(0, LogIdentity.Size)).Seed;
        _log.Append(new byte[32], lengths, Crc32C.Append(seed, new byte[32]));
        using LogReader reader = _log.Read();
        Assert.Throws<LogCorruptException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        });
    }

    [Fact]
    public void ABatchThatIsTooLarge_IsRefused_AndTheRestGoesOn()
    {
        byte[] payloads = new byte[_log.MostPayload];
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => _log.AppendTransaction(payloads, [payloads.Length])).Error);
        Assert.Equal(LogError.RecordTooLarge, Assert.Throws<LogException>(() => Group(payloads, [1, payloads.Length - 1])).Error);
        _log.Append("after"u8);
        Assert.Equal(["after"], LogFile.Texts(_log));
    }

    [Fact]
    public void ABatchForWhichThereIsNoRoom_IsRefusedWhole_AndTheGroupCommitsTheRest()
    {
        byte[] payloads = new byte[24000];
        LogGroup group = _log.BeginGroup();
        group.AppendDeferred("first"u8);
        group.AppendDeferred(payloads, [12000, 12000]);
        group.AppendDeferred(payloads, [12000, 12000]);
        LogError? refusal = null;
        try
        {
            group.AppendDeferred(payloads, [12000, 12000]);
        }
        catch (LogException full)
        {
            refusal = full.Error;
        }

        group.Commit();
        Assert.Equal(LogError.Full, refusal);
        Assert.Equal(LogError.Full, Assert.Throws<LogException>(() => _log.AppendTransaction(payloads, [12000, 12000])).Error);
        Assert.Equal(5, LogFile.Contents(_log).Count);
    }

    [Fact]
    public void AfterTheClosing_ABatchIsRefused()
    {
        _log.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _log.AppendTransaction(new byte[64], [64]));
        Assert.Throws<ObjectDisposedException>(() => Group(new byte[64], [64]));
    }

    public void Dispose()
    {
        _log.Dispose();
        _file.Dispose();
    }

    private LogSequenceNumber Group(byte[] payloads, int[] lengths)
    {
        using LogGroup group = _log.BeginGroup();
        return group.AppendDeferred(payloads, lengths);
    }

    private LogSequenceNumber[] Append(Way way, byte[] payloads, int[] lengths)
    {
        LogSequenceNumber first = way == Way.Transaction ? _log.AppendTransaction(payloads, lengths) : Group(payloads, lengths);
        return [.. lengths.Select((_, i) => new LogSequenceNumber(first.Value + i))];
    }

    private void Warm(bool isAlone)
    {
        if (isAlone)
        {
            LogFile.MakeAlone(_log);
        }
    }

    private static (byte[] Payloads, string[] Texts) Make(int[] lengths)
    {
        string[] texts = [.. lengths.Select((length, i) => new string((char)('a' + (i % 26)), length))];
        return (Encoding.UTF8.GetBytes(string.Concat(texts)), texts);
    }
}
