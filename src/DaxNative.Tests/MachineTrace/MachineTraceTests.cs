using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// What the CPU of a virtual machine did, instruction by instruction, while the library said what it does. Boots a machine
/// of its own, so it runs on the host and apart from the rest (trait Category=MachineTrace).
/// </summary>
public partial class MachineTraceTests(MachineTraceRun run) : IClassFixture<MachineTraceRun>
{
    // A broken library differs in hundreds of places; the first few say how.
    private const int MostReported = 20;

    [SkippableTheory]
    [Trait("Category", "MachineTrace")]
    [InlineData("tiered", "cold")]
    [InlineData("tiered", "warm")]
    [InlineData("optimised", "optimised")]
    public void EveryOperation_DoesWhatTheLibrarySays(string name, string round)
    {
        TraceManifest manifest = run.Read(name);
        Assert.True(manifest.Operations.Count(operation => operation.Round == round) > 500, $"{manifest.Operations.Count} operations");
        Assert.Empty(manifest.Differences().Take(MostReported));
    }

    // As first compiled, every fence is the one in Drain; compiled anew, each of these has its own. Else the warm round would
    // prove nothing more than the cold one.
    [SkippableFact]
    [Trait("Category", "MachineTrace")]
    public void TheWarmRound_RunsCodeThatWasCompiledAnew()
    {
        TraceManifest manifest = run.Read("tiered");
        HashSet<ulong> Fences(string name) =>
        [
            .. from operation in manifest.Operations
               where operation.Round == "warm" && operation.Name.StartsWith(name, StringComparison.Ordinal)
               from one in manifest.WindowOf(operation).Events
               where one.Kind == MachineEventKind.Sfence
               select one.Pc,
        ];
        HashSet<ulong>[] places = [Fences("Persist of "), Fences("Write of "), Fences("Fill of "), Fences("log append of ")];
        Assert.All(places, Assert.NotEmpty);
        Assert.Equal(places.Sum(place => place.Count), places.SelectMany(place => place).Distinct().Count());
    }

    // Where a fence is missing in the log, the runtime's own locked instructions follow behind the last line and fence it: code that was
    // compiled for the first time calls into the runtime between any two of ours. So the missing fence is told by its number.
    [SkippableTheory]
    [Trait("Category", "MachineTrace")]
    [InlineData("NoFlush", "Persist of 100 bytes at 13", "the line at 4096 of faulty.plain was not written back")]
    [InlineData("NoFlush", "Write of 100 bytes at 13, Temporal", "the line at 4096 of faulty.plain was not written back")]
    [InlineData("LastLineNotFlushed", "Persist of 100 bytes at 13", "the line at 4160 of faulty.plain was not written back")]
    [InlineData("LastLineNotFlushed", "Write of 100 bytes at 13, Temporal", "the line at 4160 of faulty.plain was not written back")]
    [InlineData("FlushedTooEarly", "Write of 100 bytes at 13, Temporal", "the line at 4096 of faulty.plain was not written back")]
    [InlineData("NoFence", "Persist of 100 bytes at 13", "the line at 4096 of faulty.plain: no fence after")]
    [InlineData("NoFence", "Write of 100 bytes at 13, Temporal", "the line at 4160 of faulty.plain: no fence after")]
    [InlineData("NoFence", "log record of 150 bytes in place", "0 SFENCE, not 1")]
    [InlineData("NoFence", "log append of 150 bytes", "0 SFENCE, not 1")]
    public void AFaultOfTheLibrary_IsFound(string fault, string name, string difference)
    {
        TraceManifest manifest = run.Read("faulty");
        TracedOperation operation = Assert.Single(manifest.Operations, one => one.Round == fault && one.Name == name);
        Assert.Contains(ConformanceCheck.Differences(operation, manifest.WindowOf(operation)), one => one.Contains(difference, StringComparison.Ordinal));
    }

    [SkippableFact]
    [Trait("Category", "MachineTrace")]
    public void TheLibraryWithNoneOfItsFaults_DoesWhatItSays()
    {
        TraceManifest manifest = run.Read("faulty");
        Assert.Empty(
            from operation in manifest.Operations
            where operation.Round == "None"
            from difference in ConformanceCheck.Differences(operation, manifest.WindowOf(operation))
            select $"{operation}: {difference}");
    }
}
