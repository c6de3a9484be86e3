using System.Buffers;
using System.Reflection;

namespace DaxNative.Raft;

/// <summary>
/// An entry's payload in the form that a <see cref="DotNext.Net.Cluster.Consensus.Raft.StateMachine.LogEntry"/> can hand out. That form is an
/// interface that is not public, so it is implemented while the program runs.
/// </summary>
/// <remarks>One is enough for a log: entries are applied one after another, and each is valid only while it is.</remarks>
internal class PayloadView : DispatchProxy
{
    private const string InterfaceName = "DotNext.Net.Cluster.Consensus.Raft.StateMachine.IMemoryView";

    internal ReadOnlyMemory<byte> Payload { get; set; }

    /// <exception cref="NotSupportedException">The version of DotNext is another one than this was written for.</exception>
    internal static PayloadView Create()
    {
        Type form = typeof(DotNext.Net.Cluster.Consensus.Raft.StateMachine.LogEntry).Assembly.GetType(InterfaceName)
            ?? throw AppliedEntry.OtherVersion(null);
        return (PayloadView)Create(form, typeof(PayloadView));
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod?.Name)
        {
            case "GetSequence":
                return new ReadOnlySequence<byte>(Payload);
            case "TryGetMemory":
                args![2] = Payload;
                return true;
            case "EnumerateMemoryBlocks":
                return new[] { Payload };
            default:
                throw AppliedEntry.OtherVersion(null);
        }
    }
}
