using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using DaxNative.Log;
using DotNext.IO.Log;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Raft;

/// <summary>
/// The log of a Raft node of DotNext (<see cref="IPersistentState"/>), in persistent memory: an entry is durable after one fence, term and vote after
/// one each. Takes the place of a <see cref="WriteAheadLog"/>; the state machine is the same.
/// </summary>
/// <remarks>
/// <para>
/// Thread-safe. It is a <see cref="WriteAheadLog"/> because only DotNext itself can implement the interface from scratch; every member that works on entries is
/// its own, and what it inherits stays empty. So call it by its own type or by the interface: a reference of type <see cref="WriteAheadLog"/> leads to the empty one.
/// </para>
/// <para>
/// The state machine applies committed entries in order, one at a time, on a thread of the pool. Its snapshots are copied to files beside the log
/// when more than half of the log is in use, and the entries that they stand for are given up: so a state machine has to offer a snapshot from time to
/// time, and need not make it durable itself. Where it comes without one, it is given the log's.
/// </para>
/// <para>What survives is what <see cref="Guarantee"/> says.</para>
/// </remarks>
[Experimental("DAXRAFT001")]
public sealed partial class PersistentRaftLog : WriteAheadLog, IPersistentState
{
    private readonly IStateMachine _machine;
    private readonly RaftJournal _journal;
    private readonly SnapshotStore _snapshots;
    private readonly PayloadView _view;

    /// <summary>Opens the log that is there, or creates one where there is none: in a new file, or in one of nothing but zeros.</summary>
    /// <param name="path">A file, or a dax device.</param>
    /// <param name="stateMachine">Applies what is committed. Stays the caller's to dispose, after the log.</param>
    /// <param name="options">How; for a new file it names the length. Null for the default.</param>
    /// <exception cref="RaftLogException">The log is not a Raft node's, or its snapshot is not there; no record was changed.</exception>
    /// <exception cref="LogException">There is something else, or a log of another length; nothing was changed.</exception>
    /// <exception cref="LogCorruptException">An entry that was durable is damaged; nothing was changed.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked; <see cref="DaxError.Locked"/>: another process has it open.</exception>
    /// <exception cref="ArgumentException">The log lies on a device and the options name no folder for snapshots.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder for snapshots is not there.</exception>
    /// <exception cref="NotSupportedException">Another version of DotNext.Net.Cluster was loaded than the one that the package depends on.</exception>
    [SupportedOSPlatform("linux")]
    public PersistentRaftLog(string path, IStateMachine stateMachine, RaftLogOptions? options = null)
        : this(path, stateMachine, options, UnusedLog.Folder())
    {
    }

    [SupportedOSPlatform("linux")]
    private PersistentRaftLog(string path, IStateMachine stateMachine, RaftLogOptions? options, string unused)
        : base(UnusedLog.Options(unused), IStateMachine.CreateNoOp())
    {
        // What the base has open stays so without a name.
        Directory.Delete(unused, recursive: true);
        try
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            ArgumentNullException.ThrowIfNull(stateMachine);
            options ??= new RaftLogOptions();
            AppliedEntry.Verify();
            _view = PayloadView.Create();
            _machine = stateMachine;
            _snapshots = SnapshotStore.Beside(path, options.SnapshotFolder);
            _journal = new RaftJournal(TransactionalLog.OpenOrCreate(path, options.Log), _snapshots.Open);
            _applied = stateMachine.Snapshot?.Index ?? 0;
        }
        catch
        {
            base.Dispose(disposing: true);
            throw;
        }
    }

    /// <summary>Gets what is guaranteed for the memory that the log lies in. Snapshots are as durable as their file system.</summary>
    public DurabilityGuarantee Guarantee => _journal.Log.Mapping.Guarantee;

    /// <summary>Gets what opening the log found.</summary>
    public LogRecovery Recovery => _journal.Log.Recovery;

    /// <summary>Gets how many bytes the log can hold, the entries' headers included.</summary>
    public long Capacity => _journal.Log.Capacity;

    /// <summary>Gets how many bytes are taken.</summary>
    public long Used => _journal.Log.Used;

    /// <summary>Gets the index of the last entry that the log's snapshot stands for; 0 where there is none.</summary>
    public long SnapshotIndex => _journal.State.SnapshotIndex;

    /// <inheritdoc cref="IAuditTrail.LastEntryIndex"/>
    public new long LastEntryIndex => _journal.Last;

    /// <inheritdoc cref="IAuditTrail.LastCommittedEntryIndex"/>
    public new long LastCommittedEntryIndex => _journal.Committed;

    /// <summary>Gets the index of the last entry that the state machine has applied.</summary>
    public new long LastAppliedIndex => Volatile.Read(ref _applied);

    bool IAuditTrail.IsLogEntryLengthAlwaysPresented => true;

    int IPersistentState.Version => _machine.Version;

    /// <summary>Completes at once: what was acknowledged is durable.</summary>
    /// <param name="token">Not looked at.</param>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public new Task FlushAsync(CancellationToken token = default)
    {
        ThrowIfStopped();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Closes the log: what the state machine applies now ends, everybody who waits is told, and the next opening need not look at the records.
    /// </summary>
    /// <returns>A task that completes when the log is closed.</returns>
    protected override async ValueTask DisposeAsyncCore()
    {
        Volatile.Write(ref _isClosed, true);
        await _lifetime.CancelAsync().ConfigureAwait(false);
        _appliedSignal.End(new ObjectDisposedException(nameof(PersistentRaftLog)));

        // Who comes behind this finds the log stopped.
        await _applying.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            // There is none if it could not be opened.
            _journal?.Dispose();
        }
        finally
        {
            _applying.Release();
        }

        await base.DisposeAsyncCore().ConfigureAwait(false);
    }

    private void ThrowIfStopped()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), this);
        if (Volatile.Read(ref _failure) is { } cause)
        {
            throw ApplyFailed(cause);
        }
    }

    private RaftLogException ApplyFailed(Exception cause) => new(
        RaftLogError.ApplyFailed, $"The state machine failed at entry {LastAppliedIndex + 1}, so nothing more is taken: {cause.Message} Mend the cause and open the log again.", cause);
}
