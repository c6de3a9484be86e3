using DaxNative.Logs;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>Opens the log after a crash, checks it, works on with it, and opens it once more.</summary>
internal sealed class LogSubject(LogHistory history) : CrashSubject
{
    private readonly int[] _next = new int[history.Writers];
    private PersistentMapping? _memory;
    private TransactionalLog? _log;

    private static ReadOnlySpan<byte> Extra => [1, 2, 3];

    public override void Recover(PersistentMapping memory)
    {
        _memory = memory;
        _log = TransactionalLog.Open(memory);
    }

    public override void Check(CrashState crash)
    {
        int count = history.Check(_log!, crash, _next);
        bool hasRoom = _log!.Capacity - _log.Used >= 256;
        if (hasRoom)
        {
            crash.Require(_log.Append(Extra) >= _log.Head, "the log goes on behind what it holds");
        }

        // Whatever was cut off must stay cut off when the log has gone on.
        using LogReader reader = TransactionalLog.Open(_memory!).Read();
        int again = 0;
        bool isExtraLast = false;
        for (; reader.TryRead(out LogRecord record); again++)
        {
            isExtraLast = record.Payload.SequenceEqual(Extra);
        }

        crash.Require(again == count + (hasRoom ? 1 : 0) && isExtraLast == hasRoom, "the next opening finds the same, and what was appended after the recovery as the last");
    }
}
