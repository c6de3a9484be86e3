// A journal of Akka.Persistence over DaxNative.Log: what was persisted is durable and in order, and what was persisted together is there whole or not at all.
//
// What it is not. It is no store for a cluster: it is local to its node, and fails once an actor moves to another node, where none of its events are. It is a sample
// and no package: it has no tags, queries or snapshots, and after LogError.Faulted the actor system has to be started anew.
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace DaxNative.Samples;

/// <summary>The journal. Its settings: path, length as 64 MiB, and allow-volatile to try it out in /dev/shm.</summary>
#pragma warning disable CA1001 // Akka ends an actor by PostStop.
public sealed class PmemJournal(Config config) : AsyncWriteJournal
{
    private readonly EventLog _events = new(config.GetString("path"), config.GetByteSize("length") ?? 0, config.GetBoolean("allow-volatile"));
    private readonly Akka.Serialization.Serialization _serialization = Context.System.Serialization;

    protected override void PostStop() => _events.Dispose();

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var records = new List<EventRecord>();
        ImmutableList<Exception?> refusals = [.. messages.Select(write => TryEncode(write, records))];

        // Of all that actors have handed over by now: one commit, and so one fence. If it throws, nothing of it is there.
        _events.Append(records);
        return Task.FromResult<IImmutableList<Exception>>(refusals.TrueForAll(refusal => refusal is null) ? null! : (IImmutableList<Exception>)refusals!);
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        _events.DeleteTo(persistenceId, toSequenceNr);
        return Task.CompletedTask;
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Task.FromResult(_events.Highest(persistenceId));

    public override Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        int serializer = _serialization.FindSerializerForType(typeof(Persistent)).Identifier;
        _events.Read(persistenceId, fromSequenceNr, toSequenceNr, max, bytes => recoveryCallback((IPersistentRepresentation)_serialization.Deserialize(bytes, serializer, typeof(Persistent))));
        return Task.CompletedTask;
    }

    // Null, or why it cannot be serialised: its actor is told so, and goes on.
    private Exception? TryEncode(AtomicWrite write, List<EventRecord> records)
    {
        try
        {
            records.AddRange([.. ((IEnumerable<IPersistentRepresentation>)write.Payload).Select(Encode)]);
            return null;
        }
        catch (Exception refusal)
        {
            return refusal;
        }
    }

    private EventRecord Encode(IPersistentRepresentation one) =>
        new(one.PersistenceId, one.SequenceNr, 0, _serialization.Serialize(one.WithTimestamp(DateTime.UtcNow.Ticks)));
}
