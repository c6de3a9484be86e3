using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class FlushFindingTests
{
    [Fact]
    public void Findings_OfASoundCommit_AreNone() => Assert.Empty(Commits.Explore(Commits.Sound).Findings);

    [Fact]
    public void Findings_NameAStoreThatWasNotFlushed_EvenIfNoCheckSeesIt() =>
        One(FlushFindingKind.StoreNotFlushed, 1, 192, map => map.Ref<long>(192) = 1);

    [Fact]
    public void Findings_NameAFlushThatWasNotDrained() => One(FlushFindingKind.FlushNotDrained, 2, 192, map =>
    {
        map.StoreAtomic(192, 1, StoreOptions.NoDrain);
        map.StoreAtomic(256, 1, StoreOptions.NoDrain);
    });

    [Fact]
    public void Findings_NameFlushesOfCleanLines() => One(FlushFindingKind.CleanLineFlushed, 3, 256, map =>
    {
        map.Ref<long>(192) = 1;
        map.Persist(192, 256);
    });

    [Fact]
    public void Findings_NameASecondFlushOfALine() => One(FlushFindingKind.CleanLineFlushed, 1, 192, map =>
    {
        map.StoreAtomic(192, 1, StoreOptions.NoDrain);
        map.Persist(192, 8);
    });

    [Fact]
    public void Findings_NameDrainsWithNothingToDrain() => One(FlushFindingKind.EmptyDrain, 2, 0, map =>
    {
        map.Drain();
        map.Drain();
    });

    [Fact]
    public void Findings_TakeAStoreOfWhatIsThereAlreadyForAStore() =>
        Assert.Empty(Findings(map => map.Write(192, new byte[64])));

    [Fact]
    public void Findings_OfByteGranularMemory_AreAboutDrains() => Assert.Equal(
        FlushFindingKind.FlushNotDrained,
        Assert.Single(Findings(map => map.StoreAtomic(192, 1, StoreOptions.NoFlush), StoreGranularity.Byte)).Kind);

    [Fact]
    public void Findings_OfPageGranularMemory_AreAboutFlushes() => Assert.Equal(
        FlushFindingKind.CleanLineFlushed,
        Assert.Single(Findings(map => map.Persist(4096, 64), StoreGranularity.Page)).Kind);

    private static void One(FlushFindingKind kind, long count, long offset, Action<PersistentMapping> action)
    {
        FlushFinding finding = Assert.Single(Findings(action));
        Assert.Equal((kind, "work", count, offset), (finding.Kind, finding.Operation, finding.Count, finding.FirstOffset));
        Assert.Contains("'work'", finding.ToString(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<FlushFinding> Findings(Action<PersistentMapping> action, StoreGranularity granularity = StoreGranularity.CacheLine) =>
        Commits.Explore(new CrashScenario
        {
            Length = 8192,
            Granularity = granularity,
            Run = run => run.Operation("work", () => action(run.Memory)),
            Subject = CrashSubject.Of(memory => memory, (_, _) => { }),
        }).Findings;
}
