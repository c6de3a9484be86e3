using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>Opens the log after a crash, checks it, works on with it, and opens it once more.</summary>
internal sealed class LogSubject(LogHistory history) : CrashSubject
{
    private readonly LogHistoryCheck _check = history.Check();
    private readonly int[] _found = new int[history.MostRecords];
    private readonly int[] _again = new int[history.MostRecords + 1];
    private PersistentMapping? _memory;
    private TransactionalLog? _log;

    /// <summary>Of the log that was recovered, in bytes.</summary>
    internal long Capacity => _log!.Capacity;

    public override void Recover(PersistentMapping memory)
    {
        _memory = memory;
        Reopen();
    }

    public override void Check(CrashState crash)
    {
        int count = _check.Read(_log!, crash, _found);
        byte[] checkpoint = _log!.GetCheckpoint();
        _check.Check(_found.AsSpan(0, count), checkpoint, crash);
        LogSequenceNumber tail = _log.Tail;
        bool hasRoom = _log.TryAppend(LogHistoryCheck.Extra, out LogSequenceNumber number);
        crash.Require(hasRoom ? number >= tail : _log.Capacity - _log.Used < LogLayout.LineSize, "the log goes on behind what it holds");

        // Whatever was dropped or cut off must stay so when the log has gone on.
        Reopen();
        int again = _check.Read(_log, crash, _again);
        bool isSame = _again.AsSpan(0, Math.Min(again, count)).SequenceEqual(_found.AsSpan(0, count)) && checkpoint.AsSpan().SequenceEqual(_log.GetCheckpoint());
        bool isExtraLast = again == count + (hasRoom ? 1 : 0) && (!hasRoom || _again[count] == LogHistoryCheck.ExtraFound);
        crash.Require(isSame && isExtraLast, "the next opening finds the same, and what was appended after the recovery as the last");
    }

    private void Reopen()
    {
        _log?.Abandon();
        _log = null;
        _log = TransactionalLog.Open(_memory!);
    }
}
