using Xunit;

namespace DaxNative.Tests;

/// <summary>The comparison itself, on traces that no machine made.</summary>
public class ConformanceCheckTests
{
    private const string Name = "file";
    private const int Thread = 1;

    private static readonly byte[] s_bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    // 16 bytes, the last 8 of one line and the first 8 of the next.
    private static readonly TracedOperation s_operation =
        new(1, "test", "Write", TraceClaim.Durable, 1, HasWholeUnits: true, [new TracedBytes(Name, 120, s_bytes)]);

    private static readonly MachineEvent[] s_right =
        [Store(120, s_bytes[..8]), Store(128, s_bytes[8..]), Flush(64), Flush(128), Of(MachineEventKind.Sfence)];

    // The build that can do wrong is another one.
    [Fact]
    public void TheLibrary_CannotBeToldToDoWrong() =>
        Assert.DoesNotContain(typeof(PersistentMapping).Assembly.GetTypes(), type => type.Name.StartsWith("Fault", StringComparison.Ordinal));

    [Fact]
    public void WhatIsStoredFlushedAndFenced_IsRight() => Assert.Empty(Check(s_operation, s_right));

    [Fact]
    public void NonTemporalStores_NeedAFenceAndNoFlush()
    {
        MachineEvent[] stores = [.. s_right[..2].Select(store => store with { IsNonTemporal = true })];
        Assert.Empty(Check(s_operation, [.. stores, s_right[4]]));
        Assert.Contains(Check(s_operation, stores), one => one.StartsWith("the line at 64 of file: no fence after", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "the byte at 120 of file was never stored")]
    [InlineData(1, "the byte at 128 of file was never stored")]
    [InlineData(2, "the line at 64 of file was not written back")]
    [InlineData(3, "the line at 128 of file was not written back")]
    [InlineData(4, "the line at 128 of file: no fence after")]
    [InlineData(4, "0 SFENCE, not 1")]
    public void AnythingLeftOut_IsFound(int left, string difference) =>
        AssertFound(difference, s_operation, [.. s_right.Where((_, i) => i != left)]);

    [Fact]
    public void AHint_IsStoredAndNothingMore()
    {
        TracedOperation operation = s_operation with { Ranges = [.. s_operation.Ranges, new TracedBytes(Name, 512, s_bytes[..8], IsHint: true)] };
        Assert.Empty(Check(TracedOperation.Parse(operation.ToLine()), [.. s_right, Store(512, s_bytes[..8])]));
        AssertFound("the byte at 512 of file was never stored", operation, s_right);
        AssertFound("the byte at 512 of file is 0x09, not 0x01", operation, [.. s_right, Store(512, s_bytes[8..])]);
    }

    [Fact]
    public void AFlushBeforeTheLastStore_IsFound() =>
        AssertFound("the line at 64 of file was not written back", s_operation, [s_right[0], s_right[2], .. s_right[..2], .. s_right[3..]]);

    [Fact]
    public void AFenceBeforeTheLastFlush_IsFound() =>
        AssertFound("the line at 128 of file: no fence after", s_operation, [.. s_right[..3], s_right[4], s_right[3]]);

    [Fact]
    public void AFenceOfAnotherThread_IsNone() =>
        AssertFound("the line at 64 of file: no fence after", s_operation, [.. s_right[..4], s_right[4] with { Thread = 2 }]);

    [Fact]
    public void AFlushOfAnotherThread_IsNone() =>
        AssertFound("the line at 64 of file was not written back", s_operation, [.. s_right[..2], s_right[2] with { Thread = 2 }, .. s_right[3..]]);

    [Fact]
    public void AWrongByte_IsFound() =>
        AssertFound("the byte at 127 of file is 0xFF, not 0x08", s_operation, [Store(120, [1, 2, 3, 4, 5, 6, 7, 255]), .. s_right[1..]]);

    [Theory]
    [InlineData(119, 1)]
    [InlineData(136, 1)]
    [InlineData(116, 8)]
    public void AStoreBesideTheRange_IsFound(long offset, int size) =>
        AssertFound("nothing is to be stored there", s_operation, [Store(offset, new byte[size]), .. s_right]);

    [Fact]
    public void AStoreOfAnotherThread_IsFound() =>
        AssertFound("nothing is to be stored there by thread 2", s_operation, [s_right[0] with { Thread = 2 }, .. s_right]);

    [Fact]
    public void ATornUnit_IsFound() => AssertFound(
        "the 8 bytes at 120 can be half old and half new", s_operation, [Store(120, s_bytes[..4]), Store(124, s_bytes[4..8]), .. s_right[1..]]);

    [Fact]
    public void APartOfAUnitThatIsThereAlready_TearsNothing() =>
        Assert.Empty(Check(s_operation, [s_right[0], Store(123, s_bytes[3..5]), .. s_right[1..]]));

    [Fact]
    public void AFlushOfNothing_IsFound() =>
        AssertFound("nothing was stored there since it was last flushed", s_operation, [.. s_right[..4], .. s_right[3..]]);

    [Fact]
    public void AFlushBesideTheRange_IsFound() =>
        AssertFound("nothing is to be flushed there", s_operation, [.. s_right[..4], Flush(192), s_right[4]]);

    [Fact]
    public void AFlushOfAnUnknownLine_IsFound() =>
        AssertFound("the line is not known", s_operation, [Of(MachineEventKind.UnknownFlush), .. s_right]);

    [Fact]
    public void StoresThatClaimNothing_AreNeitherFlushedNorFenced()
    {
        TracedOperation operation = s_operation with { Claim = TraceClaim.Stored, Fences = 0 };
        Assert.Empty(Check(operation, s_right[..2]));
        AssertFound("nothing is to be flushed there", operation, s_right[..3]);
        AssertFound("1 SFENCE, not 0", operation, [.. s_right[..2], s_right[4]]);
        AssertFound("past the caches", operation, [s_right[0] with { IsNonTemporal = true }, s_right[1]]);
    }

    [Fact]
    public void AStoreOverTheEndOfALine_NeedsBothLinesFlushed()
    {
        TracedOperation operation = s_operation with { HasWholeUnits = false, Ranges = [new TracedBytes(Name, 124, s_bytes[..8])] };
        AssertFound("the line at 128 of file was not written back", operation, [Store(124, s_bytes[..8]), Flush(64), Of(MachineEventKind.Sfence)]);
    }

    private static void AssertFound(string difference, TracedOperation operation, MachineEvent[] events) =>
        Assert.Contains(Check(operation, events), one => one.Contains(difference, StringComparison.Ordinal));

    private static IReadOnlyList<string> Check(TracedOperation operation, MachineEvent[] events) =>
        ConformanceCheck.Differences(operation, new TraceWindow(Thread, events));

    private static MachineEvent Store(long offset, byte[] bytes)
    {
        byte[] value = new byte[8];
        bytes.CopyTo(value, 0);
        return new MachineEvent(0, MachineEventKind.Store, Name, offset, bytes.Length, BitConverter.ToUInt64(value), false, Thread, 0);
    }

    private static MachineEvent Flush(long line) => new(0, MachineEventKind.Clwb, Name, line, 0, 0, false, Thread, 0);

    private static MachineEvent Of(MachineEventKind kind) => new(0, kind, null, 0, 0, 0, false, Thread, 0);
}
