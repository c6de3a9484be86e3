using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>A log whose creation may not have finished: then it is created again.</summary>
internal sealed class CreationSubject(LogHistory history) : CrashSubject
{
    private readonly LogSubject _log = new(history);
    private bool _isUnfinished;

    public override void Recover(PersistentMapping memory)
    {
        try
        {
            _isUnfinished = false;
            _log.Recover(memory);
        }
        catch (LogException refusal) when (refusal.Error == LogError.NotALog)
        {
            _isUnfinished = true;
            LogScenarios.MakeEmpty(memory);
            _log.Recover(memory);
        }
    }

    public override void Check(CrashState crash)
    {
        // The second of two crashes may find the log that the recovery before it has created.
        crash.Require(!_isUnfinished || crash.CompletedCount == 0, "a log whose creation was acknowledged is there");
        _log.Check(crash);
    }
}
