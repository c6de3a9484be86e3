using DaxNative.Raft;
using Xunit;

namespace DaxNative.Tests;

public sealed class RaftSnapshotTests : IDisposable
{
    private readonly RaftNode _node = new();

    [Fact]
    public async Task Compact_PutsTheSnapshotInThePlaceOfItsEntries()
    {
        await _node.AppendAsync(1, "a", "b");
        await _node.AppendAsync(2, "c", "d", "e");
        await _node.CommitAsync(3);
        Assert.False(await _node.Log.CompactAsync());
        _node.Machine.TakeSnapshot();
        long used = _node.Log.Used;

        Assert.True(await _node.Log.CompactAsync());

        Assert.False(await _node.Log.CompactAsync());
        Assert.InRange(_node.Log.Used, 1, used - 1);
        Assert.Equal((3L, 5L, 3L), (_node.Log.SnapshotIndex, _node.Log.LastEntryIndex, _node.Machine.Reclaimed));
        Assert.Equal(["file.snapshot-3-2"], _node.Snapshots);
        string[] all = ["3=2:1:a\n2:b\n3:c", "2:d", "2:e"];
        Assert.Equal(all, await _node.ReadAsync());
        Assert.Equal(all, await _node.ReadAsync(3));
        Assert.Equal(["2:e"], await _node.ReadAsync(5));
        Assert.Equal(["3=2:"], await _node.Log.ReadAsync(new TextReading(metadataOnly: true), 3, 3));

        await _node.ReopenAsync();
        Assert.Equal((3L, 5L, 3L), (_node.Log.SnapshotIndex, _node.Log.LastEntryIndex, _node.Log.LastCommittedEntryIndex));
        Assert.Equal(all, await _node.ReadAsync());
        Assert.Equal(["1:a", "2:b", "3:c"], _node.Machine.Applied);
        await _node.CommitAsync(5);
        Assert.Equal(["1:a", "2:b", "3:c", "4:d", "5:e"], _node.Machine.Applied);
    }

    [Fact]
    public async Task Compact_InTheMidstOfEntriesThatCameTogether_KeepsTheRest()
    {
        await _node.Log.AppendAsync(new TextProducer([.. Enumerable.Range(1, 9).Select(i => new TextEntry($"{i}", 1))]), 1);
        await _node.CommitAsync(4);
        _node.Machine.TakeSnapshot();
        await _node.Log.CompactAsync();
        await _node.ReopenAsync();
        Assert.Equal((4L, 9L), (_node.Log.SnapshotIndex, _node.Log.LastEntryIndex));
        Assert.Equal(["1:5", "1:6", "1:7", "1:8", "1:9"], await _node.ReadAsync(5));
        await _node.Log.AppendAsync(new TextEntry("x", 2), 7);
        await _node.ReopenAsync();
        Assert.Equal(["1:5", "1:6", "2:x"], await _node.ReadAsync(5));
    }

    [Fact]
    public async Task Compact_UpToTheEnd_LeavesAnEmptyLogThatGoesOn()
    {
        await _node.AppendAsync(1, "a", "b");
        await _node.CommitAsync(2);
        _node.Machine.TakeSnapshot();
        Assert.True(await _node.Log.CompactAsync());
        Assert.Equal(0, _node.Log.Used);
        await _node.ReopenAsync();
        Assert.Equal(3, await _node.Log.AppendAsync(new TextEntry("c", 4)));
        await _node.CommitAsync(3);
        Assert.Equal(["1:a", "2:b", "3:c"], _node.Machine.Applied);
    }

    [Fact]
    public async Task ASnapshotOfTheLeader_TakesThePlaceOfALogThatLags()
    {
        await _node.AppendAsync(1, "a", "b", "stale", "stale");
        await _node.CommitAsync(1);

        await _node.Log.AppendAsync(new TextSnapshot("1:a\n2:b\n3:C\n7:G", 4, 7) { HasMemory = false }, 7);

        Assert.Equal((7L, 7L, 7L, 7L), (_node.Log.SnapshotIndex, _node.Log.LastEntryIndex, _node.Log.LastCommittedEntryIndex, _node.Log.LastAppliedIndex));
        Assert.Equal(["1:a", "2:b", "3:C", "7:G"], _node.Machine.Applied);
        await _node.Log.AppendAsync(new TextProducer(new TextEntry("H", 4)), 8);
        await _node.ReopenAsync();
        Assert.Equal(["1:a", "2:b", "3:C", "7:G"], _node.Machine.Applied);
        Assert.Equal(["7=4:1:a\n2:b\n3:C\n7:G", "4:H"], await _node.ReadAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _node.Log.AppendAsync(new TextSnapshot("old", 4, 7), 7));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    public async Task ASnapshotOfTheLeader_KeepsWhatFollowsIfItsLastEntryIsHere(long term, long last)
    {
        await _node.AppendAsync(1, "a", "b", "c", "d", "e");
        await _node.Log.AppendAsync(new TextSnapshot("1:a\n2:b\n3:c", term, 3), 3);
        Assert.Equal(last, _node.Log.LastEntryIndex);
        await _node.ReopenAsync();
        Assert.Equal(last, _node.Log.LastEntryIndex);
        Assert.Equal(["1:a", "2:b", "3:c"], _node.Machine.Applied);
    }

    [Fact]
    public async Task ACrashBetweenTheSnapshotsFileAndTheLog_LeavesTheOldState()
    {
        await _node.AppendAsync(1, "a", "b", "c");
        await _node.CommitAsync(2);
        _node.Machine.TakeSnapshot();
        await _node.Log.CompactAsync();
        string newer = _node.Path + ".snapshot-3-1";
        File.Copy(_node.Path + ".snapshot-2-1", newer);
        File.WriteAllText(_node.Path + ".snapshot-1-1", "was not deleted");

        await _node.ReopenAsync();

        Assert.Equal(["file.snapshot-2-1"], _node.Snapshots);
        Assert.Equal((2L, 3L), (_node.Log.SnapshotIndex, _node.Log.LastEntryIndex));
        Assert.Equal(["1:a", "2:b"], _node.Machine.Applied);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(66)]
    public async Task ASnapshotThatIsDamaged_IsRefusedAndNothingIsChanged(int offset)
    {
        string file = await CompactedAndClosedAsync();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[offset] ^= 0x40;
        File.WriteAllBytes(file, bytes);

        RaftLogException refusal = Assert.Throws<RaftLogException>(() => Open().Dispose());

        Assert.Equal(RaftLogError.SnapshotUnusable, refusal.Error);
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        bytes[offset] ^= 0x40;
        File.WriteAllBytes(file, bytes);
        await _node.ReopenAsync();
        Assert.Equal(["1:a", "2:b"], _node.Machine.Applied);
    }

    [Fact]
    public async Task ASnapshotThatIsNotThere_OrCutShort_IsRefused()
    {
        string file = await CompactedAndClosedAsync();
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^1]);
        Assert.Equal(RaftLogError.SnapshotUnusable, Assert.Throws<RaftLogException>(() => Open().Dispose()).Error);
        File.Delete(file);
        Assert.Equal(RaftLogError.SnapshotUnusable, Assert.Throws<RaftLogException>(() => Open().Dispose()).Error);
    }

    [Fact]
    public async Task ASnapshotThatCannotBeWritten_GivesUpNothing()
    {
        await _node.AppendAsync(1, "a", "b");
        await _node.CommitAsync(2);
        _node.Machine.Snapshot = new FailingSnapshot();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await _node.Log.CompactAsync());
        Assert.Empty(_node.Snapshots);
        Assert.Equal(["1:a", "1:b"], await _node.ReadAsync());
        await _node.AppendAsync(1, "c");
        await _node.ReopenAsync();
        Assert.Equal(["1:a", "1:b", "1:c"], await _node.ReadAsync());
    }

    [Fact]
    public async Task AStateMachineThatIsAheadOfTheLog_IsBelieved()
    {
        await _node.AppendAsync(1, "a");
        var machine = new RecordingMachine { Snapshot = new TextSnapshot("9:i", 3, 9) };
        await _node.ReopenAsync(machine);
        Assert.Equal((9L, 9L, 9L), (_node.Log.SnapshotIndex, _node.Log.LastEntryIndex, _node.Log.LastAppliedIndex));
        Assert.Equal(10, await _node.Log.AppendAsync(new TextEntry("j", 3)));
        await _node.CommitAsync(10);
        Assert.Equal(["10:j"], machine.Applied);
    }

    [Fact]
    public async Task AReader_KeepsTheSnapshotThatItHas()
    {
        await CompactAsync("a", "b");
        var go = new TaskCompletionSource();
        Task<string[]> read = _node.Log.ReadAsync(new TextReading(go: go.Task), 1, 2).AsTask();
        await CompactAsync("c", "d");
        Assert.Equal(["file.snapshot-4-1"], _node.Snapshots);
        go.SetResult();
        Assert.Equal(["2=1:1:a\n2:b"], await read);
    }

    public void Dispose() => _node.Dispose();

    private async Task CompactAsync(params string[] texts)
    {
        await _node.AppendAsync(1, texts);
        await _node.CommitAsync(_node.Log.LastEntryIndex);
        _node.Machine.TakeSnapshot();
        Assert.True(await _node.Log.CompactAsync());
    }

    private async Task<string> CompactedAndClosedAsync()
    {
        await CompactAsync("a", "b");
        await _node.Log.DisposeAsync();
        return _node.Path + ".snapshot-2-1";
    }

    private PersistentRaftLog Open() => new(_node.Path, new RecordingMachine(), new RaftLogOptions { AllowVolatile = true });
}
