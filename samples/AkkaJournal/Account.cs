using System.Globalization;
using Akka.Actor;
using Akka.Persistence;

namespace DaxNative.Samples;

/// <summary>An actor that keeps two accounts: each transfer is two events that are persisted together, so both accounts have it or neither. An event says how many there were, so old ones are deleted.</summary>
internal sealed class Account : ReceivePersistentActor
{
    private const int Kept = 10;

    /// <summary>Asks for a transfer; the answer, once it is durable, is the state.</summary>
    internal sealed record Transfer(int Padding);

    /// <summary>Asks for the state.</summary>
    internal sealed record Ask;

    internal sealed record State(long Withdrawn, long Deposited, int Replayed);

    private State _state = new(0, 0, 0);

    public Account()
    {
        Recover<string>(happened =>
        {
            Apply(happened);
            _state = _state with { Replayed = _state.Replayed + 1 };
        });
        Command<Ask>(_ => Sender.Tell(_state));
        Command<Transfer>(transfer =>
        {
            string padding = new('.', transfer.Padding);
            PersistAll([$"withdrawn {_state.Withdrawn + 1} {padding}", $"deposited {_state.Deposited + 1} {padding}"], Apply);
            DeferAsync(transfer, _ =>
            {
                Sender.Tell(_state);
                if (_state.Deposited % Kept == 0)
                {
                    DeleteMessages(LastSequenceNr - Kept);
                }
            });
        });
    }

    public override string PersistenceId => "account";

    private void Apply(string happened)
    {
        long count = long.Parse(happened.Split(' ')[1], CultureInfo.InvariantCulture);
        _state = happened.StartsWith("withdrawn", StringComparison.Ordinal) ? _state with { Withdrawn = count } : _state with { Deposited = count };
    }
}
