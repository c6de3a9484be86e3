using DotNext.Net.Cluster;
using DotNext.Net.Cluster.Consensus.Raft;

namespace DaxNative.Raft;

// Term and vote: durable before the node answers, or it could vote twice in a term.
public sealed partial class PersistentRaftLog
{
    long IPersistentState.Term => _journal.State.Term;

    bool IPersistentState.IsVotedFor(in ClusterMemberId id) => _journal.State.Vote is not { } vote || vote == id;

    ValueTask<long> IPersistentState.IncrementTermAsync(ClusterMemberId member, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return new(_journal.IncrementTerm(member));
    }

    ValueTask IPersistentState.UpdateTermAsync(long term, bool resetLastVote, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        _journal.SetTerm(term, resetLastVote);
        return default;
    }

    ValueTask IPersistentState.UpdateVotedForAsync(ClusterMemberId member, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        _journal.SetVote(member);
        return default;
    }
}
