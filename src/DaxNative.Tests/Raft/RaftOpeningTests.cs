using DaxNative.Log;
using DaxNative.Raft;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;
using Xunit;

namespace DaxNative.Tests;

public sealed class RaftOpeningTests : IDisposable
{
    private static readonly RaftLogOptions s_options = new() { Length = 1 << 20, AllowVolatile = true };

    private readonly TempPath _temp = TempPath.InMemory();

    [Fact]
    public void TheGuarantee_IsTheMemorys()
    {
        using PersistentRaftLog log = Open(s_options with { RequiredGranularity = StoreGranularity.CacheLine });
        Assert.Equal((StoreGranularity.CacheLine, DurabilityEvidence.Volatile), (log.Guarantee.Granularity, log.Guarantee.Evidence));
        Assert.Equal((1 << 20) - 4096, log.Capacity);
        Assert.Null(log.Recovery.Last);
    }

    [Fact]
    public void VolatileMemory_IsRefusedUnlessItIsAllowed() =>
        Assert.Equal(DaxError.VolatileMemory, Assert.Throws<DaxException>(() => Open(s_options with { AllowVolatile = false }).Dispose()).Error);

    [Fact]
    public void TwoOfThem_OnOneFile_AreRefused()
    {
        using PersistentRaftLog first = Open(s_options);
        Assert.Equal(DaxError.Locked, Assert.Throws<DaxException>(() => Open(s_options).Dispose()).Error);
    }

    [Fact]
    public void AnotherLength_IsRefused()
    {
        Open(s_options).Dispose();
        Assert.Equal(LogError.WrongLength, Assert.Throws<LogException>(() => Open(s_options with { Length = 2 << 20 }).Dispose()).Error);
        Open(s_options with { Length = 0 }).Dispose();
    }

    [Fact]
    public void ALogOfSomebodyElse_IsRefusedAndStaysAsItIs()
    {
        using (var log = TransactionalLog.Create(_temp.Path, s_options.Log))
        {
            log.Append("order 17"u8);
        }

        Assert.Equal(RaftLogError.NotARaftLog, Assert.Throws<RaftLogException>(() => Open(s_options).Dispose()).Error);
        using (var log = TransactionalLog.Open(_temp.Path, s_options.Log))
        {
            Assert.Equal(["order 17"], SimulatedLog.Texts(log));
            log.Truncate(log.Tail, "snapshot 5"u8);
        }

        Assert.Equal(RaftLogError.NotARaftLog, Assert.Throws<RaftLogException>(() => Open(s_options).Dispose()).Error);
    }

    [Fact]
    public void AnEntryThatIsMissing_IsSeen()
    {
        using (var log = TransactionalLog.Create(_temp.Path, s_options.Log))
        {
            byte[] record = new byte[EntryHeader.Size];
            new EntryHeader(1, 1, 0, null, false).Write(record);
            log.Append(record);
            new EntryHeader(3, 1, 0, null, false).Write(record);
            log.Append(record);
        }

        RaftLogException refusal = Assert.Throws<RaftLogException>(() => Open(s_options).Dispose());
        Assert.Equal(RaftLogError.NotARaftLog, refusal.Error);
        Assert.Contains("Behind entry 1 stands entry 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshots_MayHaveAFolderOfTheirOwn()
    {
        Assert.Throws<DirectoryNotFoundException>(() => Open(s_options with { SnapshotFolder = _temp.Directory + "/nowhere" }).Dispose());
        Assert.Contains(nameof(RaftLogOptions.SnapshotFolder), Assert.Throws<ArgumentException>(() => new PersistentRaftLog("/dev/dax9.9", new RecordingMachine()).Dispose()).Message, StringComparison.Ordinal);
        Open(s_options with { SnapshotFolder = Directory.CreateDirectory(_temp.Directory + "/snapshots").FullName }).Dispose();
    }

    [Fact]
    public void NothingIsLeftBesideTheLog()
    {
        Open(s_options).Dispose();
        Assert.Equal([_temp.Path], Directory.EnumerateFileSystemEntries(_temp.Directory));
    }

    [Fact]
    public async Task Import_TakesOverAStockLog()
    {
        string folder = Path.Combine(_temp.Directory, "stock");
        var stock = new WriteAheadLog(new WriteAheadLog.Options { Location = folder }, new RecordingMachine());
        IPersistentState state = stock;
        await state.UpdateTermAsync(5, resetLastVote: true);
        await state.UpdateVotedForAsync(RaftNode.Member(1));
        foreach (string text in (string[])["a", "b", "c"])
        {
            await stock.AppendAsync(new TextEntry(text, 5));
        }

        await stock.CommitAsync(2);
        var machine = new RecordingMachine();
        using var log = new PersistentRaftLog(_temp.Path, machine, s_options);
        await log.ImportAsync(stock);
        await stock.DisposeAsync();

        Assert.Equal(["5:a", "5:b", "5:c"], await log.ReadAsync(new TextReading(), 1, 3));
        Assert.Equal(["1:a", "2:b"], machine.Applied);
        Assert.Equal(6, ((IPersistentState)log).Term);
    }

    public void Dispose() => _temp.Dispose();

    private PersistentRaftLog Open(RaftLogOptions options) => new(_temp.Path, new RecordingMachine(), options);
}
