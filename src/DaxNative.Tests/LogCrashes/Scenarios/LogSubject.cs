using DaxNative.Logs;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>Opens the log after a crash, checks it, works on with it, and opens it once more.</summary>
internal sealed class LogSubject(LogHistory history) : CrashSubject
{
    private readonly int[] _next = new int[history.Writers];
    private readonly int[] _nextAgain = new int[history.Writers];
    private PersistentMapping? _memory;
    private TransactionalLog? _log;

    public override void Recover(PersistentMapping memory)
    {
        _memory = memory;
        _log = TransactionalLog.Open(memory);
    }

    public override void Check(CrashState crash)
    {
        int count = history.Check(_log!, crash, _next);
        LogSequenceNumber kept = _log!.Head;

        // Whatever was cut off must stay cut off when the log has gone on, and been opened by somebody else.
        TransactionalLog again = TransactionalLog.Open(_memory!);
        crash.Require(history.Check(again, crash, _nextAgain) == count && _next.AsSpan().SequenceEqual(_nextAgain), "a second opening finds the same");
        if (again.Capacity - again.Used >= 256)
        {
            LogSequenceNumber number = again.Append([1, 2, 3]);
            crash.Require(number >= again.Head && again.Head == kept, "the log goes on behind what it holds");
            using LogReader reader = TransactionalLog.Open(_memory!).Read(number);
            crash.Require(reader.TryRead(out LogRecord record) && record.Payload.SequenceEqual((ReadOnlySpan<byte>)[1, 2, 3]), "what is appended after the recovery is there");
            crash.Require(!reader.TryRead(out _), "nothing that was cut off comes back behind it");
        }
    }
}
