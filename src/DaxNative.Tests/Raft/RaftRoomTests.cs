using DaxNative.Raft;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A log that fills: it asks the state machine for a snapshot, or says that it is full.</summary>
public sealed class RaftRoomTests
{
    private const long Short = 16 << 10;

    [Fact]
    public async Task AFullLog_RefusesAndLosesNothing()
    {
        using var node = new RaftNode(Short);
        (long last, RaftLogException refusal) = await FillAsync(node);

        Assert.Equal(RaftLogError.Full, refusal.Error);
        Assert.Contains("snapshot goes up to 0", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(last, node.Log.LastEntryIndex);
        await node.CommitAsync(last);
        await node.ReopenAsync();
        Assert.Equal(Enumerable.Range(1, (int)last).Select(i => $"1:entry {i}"), await node.ReadAsync());

        // A snapshot makes room for the same entry.
        node.Machine.TakeSnapshot();
        Assert.Equal(last + 1, await node.Log.AppendAsync(new TextEntry("more", 1)));
        Assert.Equal(last, node.Log.SnapshotIndex);
    }

    [Fact]
    public async Task AFullLog_TakesBatchesAgainOnceThereIsASnapshot()
    {
        using var node = new RaftNode(Short);
        (long last, _) = await FillAsync(node);
        TextEntry[] batch = [.. Enumerable.Range(0, 20).Select(i => new TextEntry($"batch {i}", 2))];
        await Assert.ThrowsAsync<RaftLogException>(async () => await node.Log.AppendAsync(new TextProducer(batch), last + 1));
        await node.CommitAsync(last);
        node.Machine.TakeSnapshot();
        await node.Log.AppendAsync(new TextProducer(batch), last + 1);
        Assert.Equal(batch.Select(entry => "2:" + entry.Text), await node.ReadAsync(last + 1));
    }

    [Fact]
    public async Task AStateMachineThatTakesSnapshots_NeverSeesAFullLog()
    {
        using var node = new RaftNode(Short, new RecordingMachine { SnapshotEvery = 10 });
        for (int i = 1; i <= 2000; i++)
        {
            long index = await node.Log.AppendAsync(new TextEntry($"entry {i}", 1));
            await node.Log.CommitAsync(index);
        }

        await node.Log.WaitForApplyAsync(2000);
        await node.Log.CompactAsync();
        Assert.Null(node.Log.SnapshotFailure);
        Assert.InRange(node.Log.SnapshotIndex, 1900, 2000);
        Assert.Single(node.Snapshots);
        await node.ReopenAsync();
        Assert.Equal(Enumerable.Range(1, 2000).Select(i => $"{i}:entry {i}"), node.Machine.Applied);
    }

    [Fact]
    public async Task WhatAReaderHas_IsNotUsedAgainUnderIt()
    {
        using var node = new RaftNode(Short);
        (long last, _) = await FillAsync(node);
        await node.CommitAsync(last);
        var go = new TaskCompletionSource();
        Task<string[]> read = node.Log.ReadAsync(new TextReading(go: go.Task), 1, last).AsTask();
        node.Machine.TakeSnapshot();
        Assert.True(await node.Log.CompactAsync());

        Assert.Equal(RaftLogError.Full, (await Assert.ThrowsAsync<RaftLogException>(async () => await node.Log.AppendAsync(new TextEntry("more", 1)))).Error);
        go.SetResult();
        Assert.Equal(Enumerable.Range(1, (int)last).Select(i => $"1:entry {i}"), await read);
        await node.AppendAsync(1, "more");
    }

    private static async Task<(long Last, RaftLogException Refusal)> FillAsync(RaftNode node)
    {
        while (true)
        {
            try
            {
                await node.AppendAsync(1, $"entry {node.Log.LastEntryIndex + 1}");
            }
            catch (RaftLogException refusal)
            {
                return (node.Log.LastEntryIndex, refusal);
            }
        }
    }
}
