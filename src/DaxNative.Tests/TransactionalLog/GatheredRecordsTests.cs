using System.Runtime.InteropServices;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Records that are put together in memory: of one length, which is not stored for each, and of many.</summary>
public class GatheredRecordsTests
{
    private const int Half = 32;

    [Theory]
    [InlineData(new[] { 64 })]
    [InlineData(new[] { 100 })]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 7 })]
    [InlineData(new[] { 64, 64, 64, 128 })]
    [InlineData(new[] { 64, 100 })]
    [InlineData(new[] { 100, 7, 0, 200, 64 })]
    public void Completed_TheyStandBeforeTheirLengths_AndZerosFollow(int[] lengths)
    {
        var gathered = new GatheredRecords(1 << 20);
        for (int count = 1; count <= 70; count++)
        {
            Check(gathered, [.. Enumerable.Range(0, count).Select(i => Record(lengths[i % lengths.Length], i))]);
        }
    }

    // What the ones before were like is forgotten, if it has to be.
    [Fact]
    public void OneAfterAnother_EachHasItsOwnLengths()
    {
        var gathered = new GatheredRecords(1 << 20);
        var random = new Random(1);
        for (int round = 0; round < 500; round++)
        {
            int same = random.Next(200);
            bool isMixed = random.Next(2) == 0;
            Check(gathered, [.. Enumerable.Range(0, random.Next(1, 40)).Select(i => Record(isMixed ? random.Next(200) : same, i))]);
        }
    }

    [Fact]
    public void MoreCanBeAdded_WhenTheyAreComplete()
    {
        var gathered = new GatheredRecords(1 << 20);
        var records = new List<byte[]>();
        foreach (int length in (int[])[64, 64, 100, 64, 1, 300])
        {
            records.Add(Record(length, records.Count));
            Add(gathered, records[^1]);
            CheckBytes(gathered, records);
        }
    }

    [Fact]
    public void NothingIsAdded_BeyondTheLimit()
    {
        var gathered = new GatheredRecords(1 << 10) { Limit = 3 * (64 + sizeof(int)) };
        byte[][] records = [Record(64, 0), Record(64, 1), Record(64, 2)];
        Assert.All(records, (record, index) => Assert.Equal(index, gathered.TryAdd(record)));
        Assert.Equal(-1, gathered.TryAdd(Record(64, 3)));
        Assert.Equal(-1, gathered.TryAddLines(Record(64, 3)));
        Assert.Equal(-1, gathered.TryAdd([]));
        CheckBytes(gathered, records);
    }

    private static void Check(GatheredRecords gathered, byte[][] records)
    {
        gathered.Clear();
        foreach (byte[] record in records)
        {
            Add(gathered, record);
        }

        CheckBytes(gathered, records);
    }

    // As a transaction does.
    private static void Add(GatheredRecords gathered, byte[] record)
    {
        if (gathered.TryAddLines(record) < 0)
        {
            Assert.True(gathered.TryGrow(record.Length));
            gathered.Limit = gathered.Room;
            gathered.Add(record);
        }
    }

    private static void CheckBytes(GatheredRecords gathered, IReadOnlyList<byte[]> records)
    {
        int end = gathered.Complete();
        byte[] payload = [.. records.SelectMany(record => record), .. MemoryMarshal.AsBytes(records.Select(record => record.Length).ToArray().AsSpan())];
        Assert.Equal(records.Count, gathered.Count);
        Assert.Equal(payload.Length, gathered.PayloadLength);
        Assert.Equal((payload.Length + Half - 1) / Half * Half, end);
        Assert.Equal([.. payload, .. new byte[end - payload.Length]], gathered.Between(0, end).ToArray());
    }

    private static byte[] Record(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
