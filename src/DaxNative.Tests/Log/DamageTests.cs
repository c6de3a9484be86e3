using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Damage to what was durable: named, with what is sound around it, and nothing is changed.</summary>
public sealed class DamageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(30)]
    [InlineData(32)]
    [InlineData(36)]
    public void ADamagedRecord_IsNamedWithItsNeighbours(int at)
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber before = simulated.Log.Append("before"u8);
        LogSequenceNumber damaged = simulated.Log.Append("damaged"u8);
        LogSequenceNumber after = simulated.Log.Append("after"u8);
        simulated.Log.Append("last"u8);
        long offset = LogLayout.RingOffset + damaged.Position;

        LogCorruptException damage = Damage(simulated, offset + at);

        Assert.Equal((LogError.Corrupt, offset, before, after), (damage.Error, damage.Offset, damage.Before, damage.After));
    }

    [Fact]
    public void DamageBehindACommitOfThree_IsBehindItsThird()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber first = simulated.CommitOf("one", "two", "three");
        LogSequenceNumber damaged = simulated.Log.Append("damaged"u8);
        LogSequenceNumber third = new(first.Value + 2);

        Assert.Equal(third, Damage(simulated, LogLayout.RingOffset + damaged.Position).Before);

        Assert.Equal(third, Assert.Single(LogSalvage.Examine(simulated.Mapping).Damages).Before);
        LogPlace.PublishTail(simulated.Mapping, 0);
        Assert.Equal(third, TransactionalLog.Open(simulated.Mapping).Recovery.Last);
    }

    [Fact]
    public void ADamagedFirstRecord_HasNoneBeforeIt()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber first = simulated.Log.Append("first"u8);
        LogSequenceNumber second = simulated.Log.Append("second"u8);

        LogCorruptException damage = Damage(simulated, LogLayout.RingOffset + first.Position + 33);

        Assert.Equal((LogLayout.RingOffset, null, second), (damage.Offset, damage.Before, damage.After));
    }

    // The tail word proves it, as long as only the process was killed.
    [Fact]
    public void ADamagedLastRecord_IsSeenUnlessThePowerWent()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber kept = simulated.Log.Append("kept"u8);
        LogSequenceNumber last = simulated.Log.Append("last"u8);

        LogCorruptException damage = Damage(simulated, LogLayout.RingOffset + last.Position + 33);

        Assert.Equal((LogLayout.RingOffset + last.Position, kept, null), (damage.Offset, damage.Before, damage.After));
        LogPlace.PublishTail(simulated.Mapping, 0);
        TransactionalLog log = TransactionalLog.Open(simulated.Mapping);
        Assert.Equal(["kept"], SimulatedLog.Texts(log));
        Assert.Equal(kept, log.Recovery.Last);
        Assert.Equal(last, log.Append("again"u8));
    }

    [Fact]
    public void DamageThatAStateProves_IsSeenWithoutALaterRecord()
    {
        using var simulated = new SimulatedLog();
        LogSequenceNumber last = simulated.Log.Append("last"u8);
        simulated.Log.SetCheckpoint("x"u8);
        LogPlace.PublishTail(simulated.Mapping, 0);

        Assert.Equal(LogLayout.RingOffset + last.Position, Damage(simulated, LogLayout.RingOffset + last.Position).Offset);
    }

    [Fact]
    public void ADamagedRecord_IsNotReturnedByAReader()
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("first"u8);
        LogSequenceNumber second = simulated.Log.Append("second"u8);
        using LogReader reader = simulated.Log.Read();
        Assert.True(reader.TryRead(out LogRecord _));
        simulated.Mapping.AsSpan(LogLayout.RingOffset + second.Position + 33, 1)[0] ^= 4;

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(LogLayout.RingOffset + second.Position, Assert.Throws<LogCorruptException>(() => reader.TryRead(out LogRecord _)).Offset);
        }
    }

    [Theory]
    [InlineData(0, LogError.NotALog)]
    [InlineData(9, LogError.NewerVersion)]
    [InlineData(13, LogError.Corrupt)]
    [InlineData(22, LogError.Corrupt)]
    [InlineData(28, LogError.Corrupt)]
    [InlineData(33, LogError.Corrupt)]
    public void ADamagedIdentity_IsRefused(int at, LogError error)
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("x"u8);
        simulated.Log.Abandon();
        simulated.Mapping.AsSpan(at, 1)[0] ^= 0x10;

        Assert.Equal(error, Assert.ThrowsAny<LogException>(() => TransactionalLog.Open(simulated.Mapping)).Error);
        Assert.Equal(LogError.NotEmpty, Assert.Throws<LogException>(() => TransactionalLog.Create(simulated.Mapping)).Error);
    }

    [Theory]
    [InlineData(LogLayout.FirstStateOffset, false)]
    [InlineData(LogLayout.FirstStateOffset, true)]
    [InlineData(LogLayout.SecondStateOffset, false)]
    [InlineData(LogLayout.SecondStateOffset, true)]
    public void ADamagedState_IsMadeUpForByTheOtherAndTheRecords(long state, bool isClosed)
    {
        foreach (int at in (int[])[0, 8, 16, 24, 28, 32, 40, 48, 52, 64, 64 + TransactionalLog.MostCheckpoint - 1])
        {
            using var simulated = new SimulatedLog();
            simulated.Log.Append("one"u8);
            simulated.Log.Append("two"u8);
            if (isClosed)
            {
                simulated.Log.Dispose();
            }

            simulated.Log.Abandon();
            simulated.Mapping.AsSpan(state + at, 1)[0] ^= 0x10;

            TransactionalLog log = TransactionalLog.Open(simulated.Mapping);

            Assert.False(log.Recovery.WasClean);
            Assert.Equal(["one", "two"], SimulatedLog.Texts(log));
        }
    }

    [Fact]
    public void BothStatesDamaged_IsCorrupt()
    {
        using var simulated = new SimulatedLog();
        simulated.Log.Append("x"u8);
        simulated.Mapping.AsSpan(LogLayout.SecondStateOffset + 8, 1)[0] ^= 1;
        Assert.Equal(LogLayout.FirstStateOffset, Damage(simulated, LogLayout.FirstStateOffset).Offset);
    }

    // A state with a head that was passed may have been overwritten by another lap: never silently.
    [Fact]
    public void ALostState_IsNeverMadeUpForByAnOlderLap()
    {
        using var simulated = new SimulatedLog();
        while (simulated.Log.TryAppend(new byte[1000], out _))
        {
        }

        simulated.Log.Truncate(simulated.Log.Tail);
        for (int i = 0; i < 10; i++)
        {
            simulated.Log.Append("next lap"u8);
        }

        LogState newest = LogPlace.ReadState(simulated.Mapping, simulated.Log.Memory.Identity, out _);
        Assert.IsType<LogCorruptException>(Damage(simulated, newest.Offset));
    }

    // Of the lap that was given up nothing is left; what is there begins where that did, or before and reaches over it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALostState_IsNeverMadeUpForWhereOnlyTheNextLapIsLeft(bool reachesOver)
    {
        using var simulated = new SimulatedLog();
        if (reachesOver)
        {
            simulated.Log.Append("x"u8);
            simulated.Log.Truncate(simulated.Log.Tail);
        }

        while (simulated.Log.TryAppend(new byte[1000], out _))
        {
        }

        simulated.Log.Truncate(simulated.Log.Tail);
        LogSequenceNumber last = simulated.Log.Append(new byte[1000]);
        Assert.Equal(simulated.Log.Capacity, last.Position);
        simulated.Mapping.AsSpan(LogLayout.RingOffset + RecordHeader.SizeOf(1000), (int)(simulated.Log.Capacity - RecordHeader.SizeOf(1000))).Clear();

        LogState newest = LogPlace.ReadState(simulated.Mapping, simulated.Log.Memory.Identity, out _);
        Assert.Equal(last, Damage(simulated, newest.Offset).After);
    }

    private static LogCorruptException Damage(SimulatedLog simulated, long offset)
    {
        simulated.Log.Abandon();
        simulated.Mapping.AsSpan(offset, 1)[0] ^= 0x10;
        byte[] before = simulated.Mapping.AsReadOnlySpan(0, 64 << 10).ToArray();
        LogCorruptException damage = Assert.Throws<LogCorruptException>(() => TransactionalLog.Open(simulated.Mapping));
        Assert.True(simulated.Mapping.AsReadOnlySpan(0, 64 << 10).SequenceEqual(before));
        return damage;
    }
}
