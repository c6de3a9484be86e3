using DaxNative.Log;
using DotNext.Net.Cluster;
using Xunit;

namespace DaxNative.Tests;

public sealed class RaftVoteTests : IDisposable
{
    private static readonly ClusterMemberId s_one = RaftNode.Member(1);
    private static readonly ClusterMemberId s_other = RaftNode.Member(2);

    private readonly RaftNode _node = new();

    [Fact]
    public async Task ANewNode_HasVotedForNobody()
    {
        Assert.Equal(0, _node.State.Term);
        Assert.True(_node.State.IsVotedFor(s_one));
        await _node.ReopenAsync();
        Assert.Equal(0, _node.State.Term);
        Assert.True(_node.State.IsVotedFor(s_other));
    }

    [Fact]
    public async Task TermAndVote_SurviveReopening()
    {
        Assert.Equal(1, await _node.State.IncrementTermAsync(s_one));
        Assert.Equal(2, await _node.State.IncrementTermAsync(s_one));
        await _node.ReopenAsync();
        Assert.Equal(2, _node.State.Term);
        Assert.True(_node.State.IsVotedFor(s_one));
        Assert.False(_node.State.IsVotedFor(s_other));

        await _node.State.UpdateTermAsync(7, resetLastVote: true);
        Assert.True(_node.State.IsVotedFor(s_other));
        await _node.ReopenAsync();
        Assert.Equal(7, _node.State.Term);
        Assert.True(_node.State.IsVotedFor(s_other));

        await _node.State.UpdateVotedForAsync(s_other);
        await _node.State.UpdateTermAsync(7, resetLastVote: false);
        await _node.ReopenAsync();
        Assert.Equal(7, _node.State.Term);
        Assert.False(_node.State.IsVotedFor(s_one));
        Assert.True(_node.State.IsVotedFor(s_other));
    }

    [Fact]
    public async Task TermAndVote_AreNoEntries()
    {
        await _node.AppendAsync(1, "a");
        long used = _node.Log.Used;
        await _node.State.IncrementTermAsync(s_one);
        await _node.AppendAsync(1, "b");
        Assert.Equal(["1:a", "1:b"], await _node.ReadAsync());
        Assert.Equal(2 * used, _node.Log.Used);
    }

    [Fact]
    public async Task ATermNeverGoesBack()
    {
        await _node.State.UpdateTermAsync(7, resetLastVote: false);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _node.State.UpdateTermAsync(6, resetLastVote: false));
        Assert.Equal(7, _node.State.Term);
    }

    [Fact]
    public async Task TheVote_IsInTheLogsCheckpoint()
    {
        await _node.State.IncrementTermAsync(s_one);
        await _node.Log.DisposeAsync();
        using var log = TransactionalLog.Open(_node.Path, new LogOptions { AllowVolatile = true });
        Assert.InRange(log.GetCheckpoint().Length, 40 + ClusterMemberId.Size, TransactionalLog.MostCheckpoint);
    }

    [Fact]
    public void ItsVersion_IsTheStateMachines() => Assert.Equal(3, _node.State.Version);

    public void Dispose() => _node.Dispose();
}
