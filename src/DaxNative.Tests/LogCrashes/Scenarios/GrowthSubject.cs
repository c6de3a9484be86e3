using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>A log that has grown: once that was acknowledged, it has the room.</summary>
/// <param name="history">What was done to it.</param>
/// <param name="growths">The operations, and how much room there is behind each.</param>
internal sealed class GrowthSubject(LogHistory history, IReadOnlyList<(int Operation, long Capacity)> growths) : CrashSubject
{
    private readonly LogSubject _log = new(history);

    public override void Recover(PersistentMapping memory) => _log.Recover(memory);

    public override void Check(CrashState crash)
    {
        foreach ((int operation, long capacity) in growths)
        {
            crash.Require(_log.Capacity >= capacity || !crash.IsCompleted(operation), "the room of a growth that was acknowledged is there");
        }

        _log.Check(crash);
    }
}
