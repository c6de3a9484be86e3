using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

// The power is cut in what the machine did, not in what the library says of it.
public partial class MachineTraceTests
{
    private const long MostImages = 50_000;

    [SkippableTheory]
    [Trait("Category", "MachineTrace")]
    [InlineData("tiered")]
    [InlineData("optimised")]
    public void ALogsTrace_LosesNothingAcknowledgedWhereverThePowerIsCut(string name)
    {
        LogReplay replay = run.ReadReplay(name);
        CrashReport report = replay.Explore(MostImages);
        report.ThrowIfFailed();
        Assert.True(report.DistinctImages > MostImages / 10, report.ToString());

        // Room that was given up was used again, else the trace has not seen what is dangerous about it.
        Assert.True(replay.Operations.Count(operation => operation.Kind == LoggedKind.Truncate) > 2);
    }

    [SkippableTheory]
    [Trait("Category", "MachineTrace")]
    [InlineData("tiered")]
    [InlineData("optimised")]
    public void AFenceLeftOutOfALogsTrace_IsFound(string name)
    {
        LogReplay replay = run.ReadReplay(name);
        AssertFound(replay, one => one.IsFence, replay.Operations[0]);
        AssertFound(replay, one => one.IsFence, replay.Operations.First(operation => operation.Payloads.Count > 1));
    }

    // Of the log's state: records go past the cache.
    [SkippableTheory]
    [Trait("Category", "MachineTrace")]
    [InlineData("tiered")]
    [InlineData("optimised")]
    public void AFlushLeftOutOfALogsTrace_IsFound(string name)
    {
        LogReplay replay = run.ReadReplay(name);
        LoggedOperation? operation = replay.Operations.FirstOrDefault(one => replay.EventsOf(one.Number).Any(inside => inside.IsFlush));
        if (operation is null)
        {
            // Everything goes past the caches on this CPU, and there is no flush to leave out.
            Assert.Empty(replay.Operations.SelectMany(one => replay.CachedStoresOf(one.Number)));
            return;
        }

        AssertFound(replay, one => one.IsFlush, operation);
    }

    // Nothing waits for the operation's stores before the next operation's fence: so until then they may be lost.
    private static void AssertFound(LogReplay replay, Func<MachineEvent, bool> kind, LoggedOperation operation)
    {
        HashSet<long> left = [.. replay.EventsOf(operation.Number).Where(kind).Select(one => one.Number)];
        Assert.NotEmpty(left);
        Assert.NotEqual(0, replay.Without(one => left.Contains(one.Number)).Explore(MostImages).FailedImages);
    }
}
