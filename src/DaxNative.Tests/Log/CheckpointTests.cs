using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The user's own bytes in the state, alone and together with a truncation.</summary>
public sealed class CheckpointTests
{
    public static TheoryData<StoreGranularity> Granularities => [StoreGranularity.Byte, StoreGranularity.CacheLine, StoreGranularity.Page];

    [Theory]
    [MemberData(nameof(Granularities))]
    public void ACheckpoint_IsThereAfterAPowerCut(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        Assert.Empty(simulated.Log.GetCheckpoint());
        simulated.Log.Append("kept"u8);
        foreach (int length in (int[])[1, TransactionalLog.MostCheckpoint, 0, 64])
        {
            byte[] checkpoint = [.. Enumerable.Range(1, length).Select(i => (byte)i)];
            simulated.Log.SetCheckpoint(checkpoint);
            Assert.Equal(checkpoint, simulated.Log.GetCheckpoint());
            Assert.Equal(checkpoint, simulated.CutPower().GetCheckpoint());
            Assert.Equal(checkpoint, simulated.Kill().GetCheckpoint());
            simulated.Log.Dispose();
            Assert.Equal(checkpoint, TransactionalLog.Open(simulated.Mapping).GetCheckpoint());
            simulated.Kill();
        }

        Assert.Equal(["kept"], SimulatedLog.Texts(simulated.Log));
    }

    [Theory]
    [MemberData(nameof(Granularities))]
    public void ACheckpointWithATruncation_IsOneStep(StoreGranularity granularity)
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            using var simulated = new SimulatedLog(granularity);
            simulated.Log.Append("one"u8);
            LogSequenceNumber two = simulated.Log.Append("two"u8);
            simulated.Log.SetCheckpoint("old"u8);
            simulated.Log.Abandon();
            LogIdentity identity = simulated.Log.Memory.Identity;
            LogState state = LogPlace.ReadState(simulated.Mapping, identity, out _);
            LogState next = state with { Sequence = state.Sequence + 1, Head = two.Position, Checkpoint = new LogCheckpoint("new"u8) };
            LogPlace.WriteState(simulated.Mapping, identity, next, StoreOptions.NoFlush);
            simulated.Memory.CutPower(seed);

            TransactionalLog log = TransactionalLog.Open(simulated.Mapping);

            string checkpoint = Encoding.UTF8.GetString(log.GetCheckpoint());
            Assert.Equal(checkpoint == "new" ? ["two"] : ["one", "two"], SimulatedLog.Texts(log));
            Assert.Contains(checkpoint, (string[])["old", "new"]);
            log.Abandon();
        }
    }

    [Fact]
    public void Truncate_TakesTheCheckpointAlong()
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("one"u8);
        LogSequenceNumber two = simulated.Log.Append("two"u8);
        simulated.Log.Truncate(two, "mark"u8);
        Assert.Equal("mark"u8, simulated.CutPower().GetCheckpoint());
        Assert.Equal(["two"], SimulatedLog.Texts(simulated.Log));

        // One without a checkpoint leaves it.
        simulated.Log.Truncate(simulated.Log.Tail);
        Assert.Equal("mark"u8, simulated.CutPower().GetCheckpoint());
    }

    [Fact]
    public void ACheckpointThatIsTooLong_ChangesNothing()
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("one"u8);
        simulated.Log.SetCheckpoint("mark"u8);
        byte[] tooLong = new byte[TransactionalLog.MostCheckpoint + 1];

        Assert.Throws<ArgumentException>(() => simulated.Log.SetCheckpoint(tooLong));
        Assert.Throws<ArgumentException>(() => simulated.Log.Truncate(simulated.Log.Tail, tooLong));

        // Nor does one that goes with a wrong number.
        Assert.Throws<LogException>(() => simulated.Log.Truncate(new LogSequenceNumber(1), "other"u8));
        Assert.Equal("mark"u8, simulated.CutPower().GetCheckpoint());
        Assert.Equal(["one"], SimulatedLog.Texts(simulated.Log));
    }

    [Fact]
    public void ATruncationInTheMidstOfACommit_KeepsAllOfIt()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber first;
        using (LogAppender appender = simulated.Log.AcquireAppender())
        {
            appender.Append("before"u8);
            appender.AppendDeferred("zero"u8);
            appender.AppendDeferred("one"u8);
            first = appender.Commit();
        }

        simulated.Log.Truncate(new LogSequenceNumber(first.Value + 1));
        Assert.Equal(first, simulated.Log.Head);
        Assert.Equal(["zero", "one"], SimulatedLog.Texts(simulated.CutPower()));
    }
}
