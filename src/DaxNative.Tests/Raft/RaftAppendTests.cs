using System.Diagnostics.CodeAnalysis;
using DaxNative.Raft;
using DotNext.IO.Log;
using Xunit;

namespace DaxNative.Tests;

public sealed class RaftAppendTests : IDisposable
{
    private readonly RaftNode _node = new();

    [Fact]
    public async Task Append_GivesTheNextIndexAndIsDurable()
    {
        Assert.Equal(1, await _node.Log.AppendAsync(new TextEntry("a", 1)));
        Assert.Equal(2, await _node.Log.AppendAsync(new TextEntry("", 1)));
        Assert.Equal(3, await _node.Log.AppendAsync(new TextEntry(new string('c', 5000), 2) { HasMemory = false }));
        Assert.Equal(3, _node.Log.LastEntryIndex);
        string[] entries = ["1:a", "1:", "2:" + new string('c', 5000)];
        Assert.Equal(entries, await _node.ReadAsync());

        await _node.ReopenAsync();

        Assert.Equal(3, _node.Log.LastEntryIndex);
        Assert.Equal(entries, await _node.ReadAsync());
    }

    [Fact]
    public async Task Append_AtTheEnd_TakesManyEntriesAtOnce()
    {
        await _node.AppendAsync(1, "a");
        TextEntry[] many = [.. Enumerable.Range(0, 3000).Select(i => new TextEntry($"{i}", 1) { HasMemory = i % 2 == 0 })];

        await _node.Log.AppendAsync(new TextProducer(many), 2);

        Assert.Equal(3001, _node.Log.LastEntryIndex);
        Assert.Equal(many.Select(entry => $"1:{entry.Text}").Prepend("1:a"), await _node.ReadAsync());
        await _node.ReopenAsync();
        Assert.Equal(many.Select(entry => $"1:{entry.Text}"), await _node.ReadAsync(2));
    }

    [Fact]
    public async Task Append_AtAnExistingIndex_SupersedesWhatFollows()
    {
        await _node.AppendAsync(1, "a", "b", "c", "d");

        await _node.Log.AppendAsync(new TextEntry("B", 2), 2);

        Assert.Equal(["1:a", "2:B"], await _node.ReadAsync());
        await _node.Log.AppendAsync(new TextProducer(new("B", 2), new("C", 3), new("D", 3)), 2);
        await _node.Log.AppendAsync(new TextProducer(new("C", 4), new("D", 4)), 3);
        Assert.Equal(["1:a", "2:B", "4:C", "4:D"], await _node.ReadAsync());
        await _node.ReopenAsync();
        Assert.Equal(["1:a", "2:B", "4:C", "4:D"], await _node.ReadAsync());
    }

    [Fact]
    public async Task Append_OfAnotherPayloadInTheSameTerm_Supersedes()
    {
        await _node.AppendAsync(1, "a", "b", "c");
        await _node.Log.AppendAsync(new TextEntry("x", 1), 2);
        Assert.Equal(["1:a", "1:x"], await _node.ReadAsync());
    }

    [Fact]
    public async Task Append_OfWhatIsThere_KeepsItAndWhatFollows()
    {
        await _node.AppendAsync(1, "a", "b", "c");
        long used = _node.Log.Used;

        await _node.Log.AppendAsync(new TextProducer(new("a", 1), new("b", 1)), 1);
        await _node.Log.AppendAsync(new TextEntry("b", 1), 2);

        Assert.Equal(["1:a", "1:b", "1:c"], await _node.ReadAsync());
        Assert.Equal(used, _node.Log.Used);

        // Of what follows it the leader has said nothing, so its commit index is not about that.
        Assert.Equal(2, await _node.Log.CommitAsync(3));
        await _node.Log.AppendAsync(new TextProducer(), 4);
        Assert.Equal(1, await _node.Log.CommitAsync(3));
        Assert.Equal(0, await _node.Log.CommitAsync(9));
    }

    [Fact]
    public async Task Append_RefusesAGap()
    {
        await _node.AppendAsync(1, "a");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.AppendAsync(new TextEntry("c", 1), 3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.AppendAsync(new TextProducer(new TextEntry("c", 1)), 3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.AppendAsync(new TextProducer(), 3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.AppendAsync(new TextEntry("c", 1), -1));
        Assert.Equal(1, _node.Log.LastEntryIndex);
    }

    [Fact]
    public async Task Append_RefusesACommittedIndex_OrPassesItOver()
    {
        await _node.AppendAsync(1, "a", "b", "c");
        await _node.CommitAsync(2);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _node.Log.AppendAsync(new TextEntry("B", 2), 2));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _node.Log.AppendAsync(new TextProducer(new("B", 2), new("C", 2)), 2));
        Assert.Equal(["1:a", "1:b", "1:c"], await _node.ReadAsync());

        await _node.Log.AppendAsync(new TextProducer(new("B", 2), new("C", 2)), 2, skipCommitted: true);
        Assert.Equal(["1:a", "1:b", "2:C"], await _node.ReadAsync());
    }

    [Fact]
    public async Task Append_RefusesASnapshotAmongEntries()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _node.Log.AppendAsync(new TextSnapshot("s", 1, 5)));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _node.Log.AppendAsync(new TextProducer(new TextSnapshot("s", 1, 5)), 1));
        Assert.Equal(0, _node.Log.LastEntryIndex);
    }

    [Fact]
    public async Task Append_OfAnEntryThatNeverFits_IsRefusedAndHarmsNothing()
    {
        await _node.AppendAsync(1, "a");
        var huge = new TextEntry(new string('x', 600_000), 1);
        Assert.Equal(RaftLogError.EntryTooLarge, (await Assert.ThrowsAsync<RaftLogException>(async () => await _node.Log.AppendAsync(huge))).Error);
        Assert.Equal(RaftLogError.EntryTooLarge, (await Assert.ThrowsAsync<RaftLogException>(async () => await _node.Log.AppendAsync(new TextProducer(new("b", 1), huge), 2))).Error);
        await _node.AppendAsync(1, "c");
        Assert.Equal(["1:a", "1:b", "1:c"], await _node.ReadAsync());
    }

    [Fact]
    public async Task Read_GivesTermsAlone_AndNothingWhereTheLogEnds()
    {
        await _node.AppendAsync(4, "a", "b");
        await _node.AppendAsync(5, "c");
        Assert.Equal(["4:", "5:"], await _node.Log.ReadAsync(new TextReading(metadataOnly: true), 2, 3));
        Assert.Equal(["0:", "4:a"], await _node.Log.ReadAsync(new TextReading(), 0, 1));
        Assert.Empty(await _node.Log.ReadAsync(new TextReading(), 4, 3));
        Assert.Equal(["b"], await ((IAuditTrail)_node.Log).ReadAsync(new PlainReading(), 2, 2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.ReadAsync(new TextReading(), 2, 4));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.ReadAsync(new TextReading(), -1, 1));
        Assert.True(((IAuditTrail)_node.Log).IsLogEntryLengthAlwaysPresented);
    }

    [Fact]
    [SuppressMessage("Reliability", "CA2012", Justification = "Each is awaited once.")]
    public async Task Appends_OfManyThreads_AreAllThereOnce()
    {
        const int Threads = 8;
        const int Each = 500;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                long index = await _node.Log.AppendAsync(new TextEntry($"{thread}.{i}", 1));
                await _node.Log.CommitAsync(index);
            }
        })));
        await _node.CommitAsync(Threads * Each);

        string[] read = await _node.ReadAsync();
        Assert.Equal(Enumerable.Range(0, Threads).SelectMany(thread => Enumerable.Range(0, Each).Select(i => $"1:{thread}.{i}")).Order(), read.Order());
        Assert.Equal(read.Select((entry, i) => $"{i + 1}:{entry[2..]}"), _node.Machine.Applied);
        await _node.ReopenAsync();
        Assert.Equal(read, await _node.ReadAsync());
    }

    public void Dispose() => _node.Dispose();
}
