using System.Text;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

public class PartitionedLogTests
{
    private const int Partitions = 4;

    [Fact]
    public void WritersOfTheirOwnPartitions_AreReadInTheOrderOfTheirTimes()
    {
        using var temp = TempPath.InMemory();
        var told = new List<(long Time, string Text)>[Partitions];
        using (PartitionedLog log = Create(temp))
        {
            Thread[] threads = [.. Enumerable.Range(0, Partitions).Select(partition => new Thread(() =>
            {
                PartitionWriter writer = log.GetWriter(partition);
                told[partition] = [.. Enumerable.Range(0, 100).Select(i => (writer.Append(Encoding.UTF8.GetBytes($"{partition} {i}")), $"{partition} {i}"))];
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        using PartitionedLog reopened = PartitionedLog.Open(temp.Path, LogFile.Options);
        (long Time, string Text)[] read = [.. Read(reopened)];
        Assert.Equal(read.OrderBy(record => record.Time).ThenBy(record => record.Text[0]), read);
        Assert.Equal(told.SelectMany(records => records).Order(), read.Order());
    }

    [Fact]
    public void AMergedReader_EndsWhereItBegan()
    {
        using var temp = TempPath.InMemory();
        using PartitionedLog log = Create(temp);
        log.GetWriter(0).Append("before"u8);
        using MergedReader reader = log.Read();
        log.GetWriter(1).Append("after"u8);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> payload));
        Assert.Equal("before"u8, payload);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(2, Read(log).Count);
    }

    [Fact]
    public void OneLogAndAPartitionedOne_AreNotTakenForEachOther()
    {
        using var temp = TempPath.InMemory();
        Create(temp).Dispose();
        Assert.Equal(LogError.WrongPartition, Assert.Throws<LogException>(() => TransactionalLog.Open(temp.Path, LogFile.Options)).Error);
        Assert.Equal(LogError.NotEmpty, Assert.Throws<LogException>(() => Create(temp)).Error);
        using var file = new LogFile();
        file.Create().Dispose();
        Assert.Equal(LogError.WrongPartition, Assert.Throws<LogException>(() => PartitionedLog.Open(file.Path, LogFile.Options)).Error);
    }

    // As a crash between two partitions leaves it: the last one is there, the first one is begun.
    [Fact]
    public void ACreationThatDidNotFinish_CanBeDoneAgain()
    {
        using var temp = TempPath.InMemory();
        Create(temp).Dispose();
        using (FileStream file = File.OpenWrite(temp.Path))
        {
            file.Write("DAXNTNEW"u8);
        }

        LogException refusal = Assert.Throws<LogException>(() => PartitionedLog.Open(temp.Path, LogFile.Options));
        Assert.Equal(LogError.NotALog, refusal.Error);
        Assert.Contains("did not finish", refusal.Message, StringComparison.Ordinal);
        using PartitionedLog log = Create(temp);
        log.GetWriter(Partitions - 1).Append("new"u8);
        Assert.Equal("new", Assert.Single(Read(log)).Text);
    }

    private static PartitionedLog Create(TempPath temp) => PartitionedLog.Create(temp.Path, Partitions, LogFile.Options with { Length = Partitions * LogFile.Length });

    private static List<(long Time, string Text)> Read(PartitionedLog log)
    {
        var records = new List<(long, string)>();
        using MergedReader reader = log.Read();
        while (reader.TryRead(out ReadOnlySpan<byte> payload))
        {
            records.Add((reader.Time, Encoding.UTF8.GetString(payload)));
        }

        return records;
    }
}
