using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>A log that may be damaged: then the damage is cut off.</summary>
/// <param name="history">What was done to it.</param>
/// <param name="damages">The operations that damaged it, and those that cut that off.</param>
internal sealed class SalvageSubject(LogHistory history, IReadOnlyList<(int Damage, int Cut)> damages) : CrashSubject
{
    private readonly LogSubject _log = new(history);
    private bool _wasDamaged;

    public override void Recover(PersistentMapping memory)
    {
        try
        {
            _wasDamaged = false;
            _log.Recover(memory);
        }
        catch (LogCorruptException)
        {
            _wasDamaged = true;
            LogSalvage.Examine(memory).Cut();
            _log.Recover(memory);
        }
    }

    public override void Check(CrashState crash)
    {
        crash.Require(
            !_wasDamaged || damages.Any(one => crash.IsStarted(one.Damage) && !crash.IsCompleted(one.Cut)),
            "only a log whose damage is not cut off yet is found damaged");
        _log.Check(crash);
    }
}
