using System.Globalization;
using System.Text;
using DaxNative.Log;
using DaxNative.LogCrashes;
using DaxNative.Raft;
using DaxNative.Testing;
using Microsoft.Win32.SafeHandles;

namespace DaxNative.Tests;

/// <summary>
/// What is done to a journal while the power may go, and what each operation promises. Snapshots count as durable, as they are when the journal is told of
/// them; that it names none but those is checked.
/// </summary>
internal sealed class RaftCrashScenario
{
    // After each operation, the first of them being that the log is there; and what it may leave when it is cut short, besides what was before.
    private readonly List<(string After, string? Between)> _operations = [];
    private readonly HashSet<(long Index, long Term)> _snapshots = [];
    private RaftJournal _journal = null!;

    /// <param name="granularity">Of the memory.</param>
    /// <param name="forgetful">Whether a vote is promised and not stored.</param>
    internal static CrashScenario Create(StoreGranularity granularity, bool forgetful)
    {
        var scenario = new RaftCrashScenario();
        return new CrashScenario
        {
            Name = "a Raft node",
            Length = granularity == StoreGranularity.Page ? 16384 : 8192,
            Granularity = granularity,
            Prepare = memory =>
            {
                scenario._operations.Clear();
                LogScenarios.MakeEmpty(memory);
                scenario._journal = scenario.Open(memory);
                scenario._operations.Add((StateOf(scenario._journal), null));
            },
            Run = run => scenario.Run(run, forgetful),
            Subject = () => new Subject(scenario),
        };
    }

    private void Run(CrashRun run, bool forgetful)
    {
        for (int round = 1; round <= 4; round++)
        {
            long term = round * 10;
            RaftState voted = _journal.State with { Term = _journal.State.Term + 1, Vote = RaftNode.Member(round) };
            Do(run, "vote", () => _ = forgetful ? 0 : _journal.IncrementTerm(voted.Vote!.Value), StateOf(_journal, voted));
            Do(run, "append", () => _journal.Append(Entry(term, "one")));
            long first = _journal.Last + 1;
            PendingEntry[] three = [Entry(term, "first"), Entry(term, "second, which is somewhat longer than the others are"), Entry(term, "third")];
            Do(run, "append together", () => _journal.Append(three, first));
            Do(run, "commit and append", () =>
            {
                _journal.Commit(first);
                _journal.Append(Entry(term, "after the commit"));
            });

            // The first of them is there already.
            PendingEntry[] others = [three[1], Entry(term + 1, "other third"), Entry(term + 1, "other fourth")];
            Do(run, "supersede", () => _journal.Append(others, first + 1), between: StateOf(_journal, last: first + 1));
            Do(run, "term", () => _journal.SetTerm(term + 2, resetVote: true));
            Do(run, "compact", () => _journal.Adopt(Snapshot(first, term)));
            Do(run, "append", () => _journal.Append(Entry(term + 2, "behind the snapshot")));
            if (round % 2 == 0)
            {
                Do(run, "install", () => _journal.Adopt(Snapshot(_journal.Last + 5, term + 3)));
            }
        }
    }

    private void Do(CrashRun run, string name, Action action, string? promised = null, string? between = null)
    {
        run.Operation(name, action);
        _operations.Add((promised ?? StateOf(_journal), between));
    }

    private SnapshotFile Snapshot(long index, long term)
    {
        _snapshots.Add((index, term));
        return Named(index, term);
    }

    private static SnapshotFile Named(long index, long term) => new(new SafeFileHandle(-1, ownsHandle: false), index, term, 0);

    private RaftJournal Open(PersistentMapping memory) => new(TransactionalLog.Open(memory), (index, term) =>
        index == 0 ? null : _snapshots.Contains((index, term)) ? Named(index, term) : throw new CrashCheckException($"No snapshot of entry {index} in term {term} was made."));

    private static PendingEntry Entry(long term, string text) => PendingEntry.Of(new TextEntry(text, term), isKept: false, default).AsTask().GetAwaiter().GetResult();

    private static string StateOf(RaftJournal journal, RaftState? state = null, long? last = null)
    {
        state ??= journal.State;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"term {state.Term}, vote {state.Vote}, snapshot {state.SnapshotIndex} of {state.SnapshotTerm}");
        using EntryRange range = journal.Read(state.SnapshotIndex + 1, last ?? journal.Last, ReadPurpose.Send);
        foreach (StoredEntry entry in range.Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"; {entry.Index} {entry.Term}:{Encoding.UTF8.GetString(entry.Payload.Span)}");
        }

        return text.ToString();
    }

    /// <summary>Opens the journal after a crash, compares it, works on with it, and opens it once more.</summary>
    private sealed class Subject(RaftCrashScenario scenario) : CrashSubject
    {
        private PersistentMapping? _memory;
        private RaftJournal? _found;

        public override void Recover(PersistentMapping memory)
        {
            _memory = memory;
            Reopen();
        }

        public override void Check(CrashState crash)
        {
            string found = StateOf(_found!);
            (string after, _) = scenario._operations[crash.CompletedCount];
            (string next, string? between) = crash.StartedCount > crash.CompletedCount ? scenario._operations[crash.CompletedCount + 1] : default;
            crash.Require(found == after || found == next || found == between, $"it is <{found}>, and not <{after}>, nor <{next}>, nor <{between}>");

            _found!.Append(Entry(99, "extra"));
            found = StateOf(_found);
            Reopen();
            crash.Require(StateOf(_found) == found, "the next opening finds the same, and what was appended after the recovery");
        }

        private void Reopen()
        {
            _found?.Abandon();
            _found = null;
            _found = scenario.Open(_memory!);
        }
    }
}
