using System.Text;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Reading past damage, and cutting a log at it.</summary>
public sealed class LogSalvageTests
{
    // Where the fourth record begins: each takes one line.
    private const long Damaged = 4096 + (3 * 64);

    [Fact]
    public void Examine_OfASoundLog_FindsNoDamageAndEveryRecord()
    {
        using SimulatedLog simulated = Filled(10);
        simulated.Log.Abandon();

        LogSalvage salvage = LogSalvage.Examine(simulated.Mapping);

        Assert.Empty(salvage.Damages);
        Assert.Equal(10, salvage.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"r{i}"), Texts(salvage));
        Assert.Throws<InvalidOperationException>(() => salvage.Cut());
    }

    [Fact]
    public void Examine_OfADamagedLog_ReadsOnBothSidesAndNamesThePlace()
    {
        using SimulatedLog simulated = Filled(10);
        Damage(simulated, Damaged);

        LogSalvage salvage = LogSalvage.Examine(simulated.Mapping);

        LogDamage damage = Assert.Single(salvage.Damages);
        Assert.Equal((Damaged, 64L), (damage.Offset, damage.Length));
        Assert.Equal(["r0", "r1", "r2", "r4", "r5", "r6", "r7", "r8", "r9"], Texts(salvage));
        Assert.Equal((2L << 16, 4L << 16), (damage.Before!.Value.Value, damage.After!.Value.Value));
        Assert.Throws<LogCorruptException>(() => TransactionalLog.Open(simulated.Mapping));
    }

    [Fact]
    public void Cut_MakesTheLogOpenAgainWithWhatLiesBeforeTheDamage_AlsoAfterAPowerCut()
    {
        using SimulatedLog simulated = Filled(10);
        Damage(simulated, Damaged);

        Assert.Equal(6, LogSalvage.Examine(simulated.Mapping).Cut());

        simulated.Memory.CutPowerLosingAll();
        using (TransactionalLog log = TransactionalLog.Open(simulated.Mapping))
        {
            Assert.Equal(["r0", "r1", "r2"], SimulatedLog.Texts(log));
            log.Append("after"u8);
        }

        using TransactionalLog again = TransactionalLog.Open(simulated.Mapping);
        Assert.Equal(["r0", "r1", "r2", "after"], SimulatedLog.Texts(again));
    }

    [Fact]
    public void Examine_OfALogWhoseLastAcknowledgedRecordIsDamaged_KnowsByTheTailWord()
    {
        using SimulatedLog simulated = Filled(4);
        Damage(simulated, Damaged);

        LogDamage damage = Assert.Single(LogSalvage.Examine(simulated.Mapping).Damages);

        Assert.Equal(Damaged, damage.Offset);
        Assert.Null(damage.After);
        Assert.Throws<LogCorruptException>(() => TransactionalLog.Open(simulated.Mapping));
    }

    [Fact]
    public void Records_AcrossTwoDamages_LeaveOutWhatTruncateEndGaveUp()
    {
        using SimulatedLog simulated = Filled(10);
        simulated.Log.TruncateEnd(new LogSequenceNumber(8L << 16));
        simulated.Log.Append("last"u8);
        simulated.Log.Abandon();
        Damage(simulated, Damaged);
        Damage(simulated, Damaged + (2 * 64));

        LogSalvage salvage = LogSalvage.Examine(simulated.Mapping);

        Assert.Equal(2, salvage.Damages.Count);
        Assert.Equal(["r0", "r1", "r2", "r4", "r6", "r7", "last"], Texts(salvage));
    }

    private static SimulatedLog Filled(int records)
    {
        var simulated = new SimulatedLog();
        for (int i = 0; i < records; i++)
        {
            simulated.Log.Append(Encoding.UTF8.GetBytes($"r{i}"));
        }

        return simulated;
    }

    private static void Damage(SimulatedLog simulated, long offset)
    {
        simulated.Log.Abandon();
        simulated.Mapping.AsSpan(offset + 33, 1)[0] ^= 0x10;
        simulated.Mapping.Persist(offset, 64);
    }

    private static IEnumerable<string> Texts(LogSalvage salvage) => salvage.Records().Select(record => Encoding.UTF8.GetString(record.Payload.Span));
}
