using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Raft;

/// <summary>
/// Makes what a state machine is given. Only the stock log can make a <see cref="LogEntry"/> by its constructors, so its fields are filled in: those
/// of the one version of DotNext that the package depends on. <see cref="Verify"/> fails on any other before the log is opened.
/// </summary>
internal static class AppliedEntry
{
    /// <summary>An entry of the log; its payload is what the view has.</summary>
    internal static LogEntry Of(StoredEntry stored, PayloadView view)
    {
        view.Payload = stored.Payload;
        LogEntry entry = Empty(stored.Index, stored.Term) with { Context = stored.Context };
        CommandId(ref entry) = stored.CommandId;
        IsConfiguration(ref entry) = stored.IsConfiguration;
        if (!stored.Payload.IsEmpty)
        {
            Payload(ref entry) = view;
            Length(ref entry) = stored.Payload.Length;
        }

        return entry;
    }

    /// <summary>A snapshot, as one that a leader sent.</summary>
    internal static LogEntry OfSnapshot(StoredEntry snapshot)
    {
        LogEntry entry = Empty(snapshot.Index, snapshot.Term);
        Payload(ref entry) = snapshot;
        return entry;
    }

    /// <summary>An entry without a payload, as a configuration is to a state machine once it is stored elsewhere.</summary>
    internal static LogEntry Empty(long index, long term)
    {
        LogEntry entry = default;
        Index(ref entry) = index;
        Term(ref entry) = term;
        return entry;
    }

    /// <exception cref="NotSupportedException">The version of DotNext is another one than this was written for.</exception>
    internal static void Verify()
    {
        try
        {
            byte[] payload = [1, 2, 3];
            LogEntry entry = Of(new StoredEntry(new EntryHeader(7, 5, 0, 9, true), payload, payload), PayloadView.Create());
            if (!entry.TryGetPayload(out ReadOnlySequence<byte> bytes) || !bytes.FirstSpan.SequenceEqual(payload) || bytes.Length != payload.Length || !entry.GetPayload().Single().Span.SequenceEqual(payload)
                || (entry.Index, entry.Term, entry.CommandId, entry.IsConfiguration, entry.Length) != (7, 5, 9, true, 3) || entry.IsSnapshot || entry.Context != payload)
            {
                throw OtherVersion(null);
            }
        }
        catch (Exception cause) when (cause is MissingFieldException or TargetInvocationException or TypeLoadException or InvalidCastException or ArgumentException)
        {
            throw OtherVersion(cause);
        }
    }

    internal static NotSupportedException OtherVersion(Exception? cause) => new(
        $"DaxNative.Raft works with DotNext.Net.Cluster 6.12.0 alone, and {typeof(LogEntry).Assembly.GetName()} was loaded. Refer to the version that the package depends on.", cause);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "payload")]
    private static extern ref object? Payload(ref LogEntry entry);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "length")]
    private static extern ref long Length(ref LogEntry entry);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Index>k__BackingField")]
    private static extern ref long Index(ref LogEntry entry);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Term>k__BackingField")]
    private static extern ref long Term(ref LogEntry entry);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<CommandId>k__BackingField")]
    private static extern ref int? CommandId(ref LogEntry entry);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<IsConfiguration>k__BackingField")]
    private static extern ref bool IsConfiguration(ref LogEntry entry);
}
