using System.Text;
using DaxNative.Queues;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class PmreorderLogTests
{
    [Fact]
    public void AnExport_IsReadByTheGrammar_AndHoldsEveryStore()
    {
        CrashReport report = Commits.Explore(Commits.Of(map =>
        {
            map.Write(64, Encoding.ASCII.GetBytes("what is longer than one line of the cache, and ends somewhere in the third one of them, not at an end"));
            map.Ref<int>(600) = 3;
            map.Persist(600, 4);
            map.StoreAtomic(0, 1);
        }) with
        {
            Subject = CrashSubject.Of(memory => memory, (_, _) => { }),
        });
        PmreorderReader log = Read(report);
        Assert.Equal(("image", Commits.Length), (log.File.Path, log.File.Size));
        Assert.Equal("what is longer", Encoding.ASCII.GetString(log.Memory, 64, 14));
        Assert.Equal((3, 1), (log.Memory[600], log.Memory[0]));
        Assert.Equal(["COMMIT.BEGIN", "COMMIT.END"], log.Markers);
        Assert.Equal(3, log.Operations.Count(operation => operation == "FENCE"));
    }

    [Fact]
    public void AnExport_OfTheQueue_EndsWithItsContent()
    {
        PmreorderReader log = Read(CrashExplorer.Explore(QueueScenario.Create(hasBug: false)));
        Assert.Equal((6, 12), (log.Memory[0], log.Memory[64]));
        Assert.Equal(36, log.Markers.Count);
    }

    [Fact]
    public void AnExport_OfByteGranularMemory_FlushesEveryStoreItself()
    {
        CrashScenario scenario = Commits.Of(map =>
        {
            map.Ref<long>(0) = 5;
            map.Drain();
        });
        PmreorderReader log = Read(Commits.Explore(scenario with { Granularity = StoreGranularity.Byte, Subject = CrashSubject.Of(memory => memory, (_, _) => { }) }));
        Assert.Equal(5, log.Memory[0]);
        Assert.Equal(["REGISTER_FILE", "COMMIT.BEGIN", "STORE", "FLUSH", "FENCE", "COMMIT.END"], log.Operations);
    }

    [Fact]
    public void AnExport_NestsOperationsThatDoNot()
    {
        CrashScenario scenario = Commits.Sound with
        {
            Run = run =>
            {
                int first = run.Begin("the first");
                int second = run.Begin("the second");
                run.Complete(first);
                run.Complete(second);
                run.Begin("the third");
            },
            Subject = CrashSubject.Of(memory => memory, (_, _) => { }),
        };
        Assert.Equal(
            ["THE_FIRST.BEGIN", "THE_SECOND.BEGIN", "THE_SECOND.END", "THE_FIRST.END", "THE_SECOND.BEGIN", "THE_SECOND.END", "THE_THIRD.BEGIN", "THE_THIRD.END"],
            Read(Commits.Explore(scenario)).Markers);
    }

    [Fact]
    public void MemoryBeforeRun_IsWhatTheToolIsGiven()
    {
        CrashReport report = Commits.Explore(Commits.Sound with { Prepare = map => map.Ref<long>(512) = 9 });
        Assert.Equal(9, report.MemoryBeforeRun()[512]);
    }

    [Fact]
    public void AnExport_RefusesAPathThatTheFormatCannotHold() => Assert.Throws<ArgumentException>(
        () => Commits.Explore(Commits.Sound).ExportForPmreorder(TextWriter.Null, "a;b"));

    private static PmreorderReader Read(CrashReport report)
    {
        using var text = new StringWriter();
        report.ExportForPmreorder(text, "image");
        return PmreorderReader.Read(text.ToString());
    }
}
