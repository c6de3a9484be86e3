using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using DaxNative.Log;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A process is killed, another one recovers, and then the power goes: what recovery gave to readers is still there.</summary>
public sealed class RecoveryWriteBackTests
{
    public static TheoryData<StoreGranularity, int> Cases => new()
    {
        { StoreGranularity.CacheLine, 27 },
        { StoreGranularity.CacheLine, 9000 },
        { StoreGranularity.Page, 27 },
        { StoreGranularity.Page, 9000 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARecordThatWasOnlyRead_IsDurableOnceTheLogIsOpen(StoreGranularity granularity, int length)
    {
        using var simulated = new SimulatedLog(granularity);
        simulated.Log.Append("acknowledged"u8);
        string unfinished = StoreWithoutWriteBack(simulated, length);

        Assert.Equal(["acknowledged", unfinished], SimulatedLog.Texts(simulated.Kill()));
        Assert.Equal(["acknowledged", unfinished], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARecordThatWasOnlyRead_IsDurableWhateverIsAppendedBehindIt(StoreGranularity granularity, int length)
    {
        using var simulated = new SimulatedLog(granularity);
        string unfinished = StoreWithoutWriteBack(simulated, length);

        simulated.Kill().Append("behind"u8);

        Assert.Equal([unfinished, "behind"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARecoveryAfterARecovery_LosesNothingEither(StoreGranularity granularity, int length)
    {
        using var simulated = new SimulatedLog(granularity);
        simulated.Log.Append("acknowledged"u8);
        string unfinished = StoreWithoutWriteBack(simulated, length);

        simulated.Kill();
        simulated.Kill();

        Assert.Equal(["acknowledged", unfinished], SimulatedLog.Texts(simulated.CutPower()));
        simulated.Log.Append("more"u8);
        Assert.Equal(["acknowledged", unfinished, "more"], SimulatedLog.Texts(simulated.CutPower()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARecordBehindTheRingsEnd_IsWrittenBackInBothParts(StoreGranularity granularity, int length)
    {
        using var simulated = new SimulatedLog(granularity);
        while (simulated.Log.Memory.RoomBehind(simulated.Log.Tail.Position) > 200)
        {
            simulated.Log.Append(new byte[100]);
            simulated.Log.Truncate(simulated.Log.Tail);
        }

        // The room that is left, and then the ring's beginning.
        string first = StoreWithoutWriteBack(simulated, (int)simulated.Log.Memory.RoomBehind(simulated.Log.Tail.Position) - RecordHeader.Size);
        string second = StoreWithoutWriteBack(simulated, length, behind: RecordHeader.SizeOf(first.Length));

        simulated.Kill();

        Assert.Equal([first, second], SimulatedLog.Texts(simulated.CutPower()));
    }

    // The state that was read may be in a cache only. The next one goes to the place of the state before it, and a power cut in the
    // midst of that would leave one that is two steps old: of a head that was passed long ago.
    [Theory]
    [InlineData(StoreGranularity.CacheLine)]
    [InlineData(StoreGranularity.Page)]
    public void AStateThatWasOnlyRead_IsDurableBeforeTheNextOneIsWritten(StoreGranularity granularity)
    {
        using var simulated = new SimulatedLog(granularity);
        simulated.Log.Append("given up"u8);
        LogSequenceNumber kept = simulated.Log.Append("kept"u8);
        simulated.Log.Abandon();
        PersistentMapping mapping = simulated.Mapping;
        LogIdentity identity = simulated.Log.Memory.Identity;
        LogState before = LogPlace.ReadState(mapping, identity, out _);
        LogState next = before with { Sequence = before.Sequence + 1, Head = kept.Position, Tail = simulated.Log.Tail.Position };
        LogPlace.WriteState(mapping, identity, next, StoreOptions.NoFlush);

        (LogMemory memory, RecoveredLog recovered) = LogRecoverer.Find(mapping, null);
        LogRecoverer.WriteBack(memory, recovered);

        Assert.Equal(kept.Position, recovered.State.Head);
        Assert.True(simulated.Memory.IsDurable(next.Offset, LogState.Size));
        simulated.Memory.CutPowerLosingAll();
        Assert.Equal(["kept"], SimulatedLog.Texts(TransactionalLog.Open(mapping)));
    }

    // As whoever is killed between the store of a record and its write-back leaves it.
    private static string StoreWithoutWriteBack(SimulatedLog simulated, int length, long behind = 0)
    {
        LogMemory memory = simulated.Log.Memory;
        long position = simulated.Log.Tail.Position + behind;
        uint epoch = LogPlace.ReadState(simulated.Mapping, memory.Identity, out _).Epoch;
        string text = new('u', length);
        byte[] payload = Encoding.UTF8.GetBytes(text);
        Vector256<byte> header = new RecordHeader(0, length, position, simulated.Log.Tail.Position, epoch, RecordKind.Single, 1).ToBytes(Crc32C.Append(memory.Seed, payload));
        simulated.Mapping.Write(memory.OffsetOf(position), MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in header)), StoreOptions.NoFlush);
        simulated.Mapping.Write(memory.OffsetOf(position) + RecordHeader.Size, payload, StoreOptions.NoFlush);
        return text;
    }
}
