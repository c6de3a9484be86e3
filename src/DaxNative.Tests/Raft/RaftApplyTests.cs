using System.Text;
using DaxNative.Raft;
using DotNext.IO;
using DotNext.Net.Cluster.Consensus.Raft.Membership;
using Xunit;

namespace DaxNative.Tests;

public sealed class RaftApplyTests : IDisposable
{
    private readonly RaftNode _node = new();

    [Fact]
    public async Task Commit_AppliesInOrder_AndNothingBehindIt()
    {
        await _node.AppendAsync(1, "a", "b", "c", "d");
        Assert.Equal(2, await _node.Log.CommitAsync(2));
        await _node.Log.WaitForApplyAsync(2);
        Assert.Equal(["1:a", "2:b"], _node.Machine.Applied);
        Assert.Equal(0, await _node.Log.CommitAsync(1));
        Assert.Equal(1, await _node.Log.CommitAsync(3));
        await _node.Log.WaitForApplyAsync(3);
        Assert.Equal(["1:a", "2:b", "3:c"], _node.Machine.Applied);
        Assert.Equal((3L, 3L), (_node.Log.LastCommittedEntryIndex, _node.Log.LastAppliedIndex));
    }

    [Fact]
    public async Task Commit_RefusesWhatIsNotThere()
    {
        await _node.AppendAsync(1, "a");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.CommitAsync(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.Log.CommitAsync(-1));
        Assert.Equal(0, _node.Log.LastCommittedEntryIndex);
    }

    [Fact]
    public async Task AnEntry_HasItsCommandAndItsContext()
    {
        object context = new();
        await _node.Log.AppendAsync(new TextEntry("a", 1) { CommandId = 9, Context = context });
        await _node.Log.AppendAsync(new TextEntry("", 1) { CommandId = 8 });
        await _node.CommitAsync(2);
        Assert.Equal(["1:a (9)", "2: (8)"], _node.Machine.Applied);
        Assert.Equal<object?>([context, null], _node.Machine.Contexts);
    }

    [Fact]
    public async Task AnEntryThatBeganATerm_IsNotForTheStateMachine()
    {
        await _node.AppendAsync(1, "", "b");
        await _node.CommitAsync(2);
        Assert.Equal(["2:b"], _node.Machine.Applied);
    }

    [Fact]
    public async Task AConfiguration_GoesToItsStorage()
    {
        using var storage = new RecordingStorage();
        _node.Log.ConfigurationStorage = storage;
        await _node.AppendAsync(1, "a");
        await _node.Log.AppendAsync(new TextEntry("members", 1) { IsConfiguration = true });
        await _node.CommitAsync(2);
        Assert.Equal(["1:a", "2:"], _node.Machine.Applied);
        Assert.Equal((2, "members"), storage.Saved);
    }

    [Fact]
    public async Task WhatWasKnownToBeCommitted_IsAppliedAgainWhenItIsOpened()
    {
        await _node.AppendAsync(1, "a", "b", "c");
        await _node.CommitAsync(2);
        await _node.ReopenAsync();
        Assert.Equal(2, _node.Log.LastCommittedEntryIndex);
        Assert.Equal(["1:a", "2:b"], _node.Machine.Applied);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _node.Log.AppendAsync(new TextEntry("B", 2), 2));
    }

    [Fact]
    public async Task AnEntry_TellsWhatWasCommittedWhenItWasStored()
    {
        await _node.AppendAsync(1, "a", "b");
        await _node.CommitAsync(2);
        await _node.AppendAsync(1, "c");
        using RaftNode killed = _node.CopyAsAfterAKill();
        await killed.Log.InitializeAsync();
        Assert.Equal(2, killed.Log.LastCommittedEntryIndex);
        Assert.Equal(["1:a", "2:b"], killed.Machine.Applied);
    }

    [Fact]
    public async Task WaitForApply_EndsWithTheTokenAndWithTheLog()
    {
        await _node.AppendAsync(1, "a");
        using var cancelled = new CancellationTokenSource();
        Task waiting = _node.Log.WaitForApplyAsync(1, cancelled.Token).AsTask();
        Task any = _node.Log.WaitForApplyAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(any.IsCompleted);
        await _node.Log.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => any);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _node.Log.WaitForApplyAsync(2));
    }

    [Fact]
    public async Task AStateMachineThatFails_StopsTheLogAndLosesNothing()
    {
        await _node.AppendAsync(1, "a", "b");
        await _node.CommitAsync(1);
        _node.Machine.Failure = new InvalidDataException("no such command");
        await _node.Log.CommitAsync(2);

        RaftLogException failure = await Assert.ThrowsAsync<RaftLogException>(async () => await _node.Log.WaitForApplyAsync(2));
        Assert.Equal(RaftLogError.ApplyFailed, failure.Error);
        Assert.Contains("entry 2", failure.Message, StringComparison.Ordinal);
        Assert.Same(_node.Machine.Failure, failure.InnerException);
        Assert.Equal(RaftLogError.ApplyFailed, (await Assert.ThrowsAsync<RaftLogException>(async () => await _node.Log.AppendAsync(new TextEntry("c", 1)))).Error);
        Assert.Equal(RaftLogError.ApplyFailed, (await Assert.ThrowsAsync<RaftLogException>(async () => await _node.Log.CompactAsync())).Error);

        await _node.ReopenAsync();
        Assert.Equal(["1:a", "2:b"], _node.Machine.Applied);
    }

    [Fact]
    public async Task EveryMemberOfADisposedLog_SaysThatItIsDisposed()
    {
        await _node.AppendAsync(1, "a");
        await _node.Log.DisposeAsync();
        await _node.Log.DisposeAsync();
        _node.Log.Dispose();
        Func<Task>[] calls =
        [
            async () => await _node.Log.AppendAsync(new TextEntry("b", 1)),
            async () => await _node.Log.AppendAsync(new TextEntry("b", 1), 2),
            async () => await _node.Log.AppendAsync(new TextProducer(), 2),
            async () => await _node.Log.CommitAsync(1),
            async () => await _node.Log.ReadAsync(new TextReading(), 1, 1),
            async () => await _node.Log.CompactAsync(),
            () => _node.Log.InitializeAsync(),
            () => _node.Log.FlushAsync(),
            async () => await _node.State.IncrementTermAsync(RaftNode.Member(1)),
            async () => await _node.State.UpdateTermAsync(9, true),
            async () => await _node.State.UpdateVotedForAsync(RaftNode.Member(1)),
        ];
        foreach (Func<Task> call in calls)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(call);
        }
    }

    public void Dispose() => _node.Dispose();

    /// <summary>Remembers the last configuration that was saved.</summary>
    private sealed class RecordingStorage : IClusterConfigurationStorage
    {
        internal (long Index, string Text) Saved { get; private set; }

        public async ValueTask<bool> SaveConfigurationAsync<TConfiguration>(TConfiguration configuration, long configurationVersion, CancellationToken token)
            where TConfiguration : IDataTransferObject
        {
            Saved = (configurationVersion, Encoding.UTF8.GetString(await configuration.ToByteArrayAsync(token: token).ConfigureAwait(false)));
            return true;
        }

        public ValueTask<(IDataTransferObject Configuration, long Version)> LoadConfigurationAsync(CancellationToken token) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
