using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using DaxNative.Samples;

namespace DaxNative.Tests;

/// <summary>An actor system with the sample's journal, and one that speaks to the journal as persistent actors do.</summary>
internal sealed class JournalUser : IAsyncDisposable
{
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(2);

    private readonly ActorSystem _system;
    private readonly Inbox _inbox;
    private readonly IActorRef _journal;

    internal JournalUser(string path, long length = 1 << 20)
    {
        _system = ActorSystem.Create("test", $$"""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              persistence.journal {
                plugin = "akka.persistence.journal.pmem"
                pmem { class = "{{typeof(PmemJournal).AssemblyQualifiedName}}", path = "{{path}}", length = {{length}}, allow-volatile = on }
              }
            }
            """);
        _inbox = Inbox.Create(_system);
        _journal = Persistence.Instance.Apply(_system).JournalFor(null);
    }

    /// <summary>Persists some events together, each a text.</summary>
    /// <returns>What the journal says: of all of them, and of each.</returns>
    internal List<object> Write(string id, long first, params object[] events) => Write([Together(id, first, events)]);

    internal List<object> Write(params AtomicWrite[] writes)
    {
        _journal.Tell(new WriteMessages(writes, _inbox.Receiver, 1));
        return [.. Enumerable.Range(0, 1 + writes.Sum(write => write.Size)).Select(_ => _inbox.Receive(s_most))];
    }

    internal static AtomicWrite Together(string id, long first, params object[] events) => new(events
        .Select((one, index) => (IPersistentRepresentation)new Persistent(one, first + index, id, "", false, ActorRefs.NoSender, "writer", 0)).ToImmutableList());

    /// <summary>Reads events again, as an actor that recovers.</summary>
    /// <returns>Their numbers and texts, and the greatest number there ever was.</returns>
    internal (List<(long Number, object Event)> Events, long Highest) Replay(string id, long from = 1, long to = long.MaxValue, long max = long.MaxValue)
    {
        _journal.Tell(new ReplayMessages(from, to, max, id, _inbox.Receiver));
        var events = new List<(long, object)>();
        while (_inbox.Receive(s_most) is var answer)
        {
            switch (answer)
            {
                case ReplayedMessage replayed:
                    events.Add((replayed.Persistent.SequenceNr, replayed.Persistent.Payload));
                    break;
                case RecoverySuccess success:
                    return (events, success.HighestSequenceNr);
                default:
                    throw new InvalidOperationException($"The journal answered {answer}.");
            }
        }

        throw new InvalidOperationException("The journal did not answer.");
    }

    internal object Delete(string id, long to)
    {
        _journal.Tell(new DeleteMessagesTo(id, to, _inbox.Receiver));
        return _inbox.Receive(s_most);
    }

    /// <summary>Ends the system, and with it the journal, as a program that ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _inbox.Dispose();
        await _system.Terminate();
    }
}
