using System.Buffers.Binary;
using Xunit;

namespace DaxNative.Tests;

public class TraceReaderTests
{
    private static readonly TraceExtents s_extents = TraceExtents.Parse(["a\t0\t4096\t4096", "b\t0\t16384\t4096", "a\t4096\t8192\t4096"]);

    [Theory]
    [InlineData(4096, "a", 0)]
    [InlineData(8191, "a", 4095)]
    [InlineData(8192, "a", 4096)]
    [InlineData(16390, "b", 6)]
    [InlineData(0, null, 0)]
    [InlineData(12288, null, 12288)]
    [InlineData(20480, null, 20480)]
    public void Find_GivesTheFileAndTheOffsetInIt(long offset, string? file, long fileOffset) =>
        Assert.Equal((file, fileOffset), s_extents.Find(offset));

    [Fact]
    public void Read_GivesEveryFieldOfAnEvent()
    {
        byte[] trace = Trace([(16384, 0x1122, 0x7F00, 1, 2, 3, 1), (0, 0, 0x7F04, 5, 0, 3, 0), (0, 2, 0, 255, 0, 0, 0)]);
        Assert.Equal(
            [
                new MachineEvent(0, MachineEventKind.Store, "b", 0, 2, 0x1122, true, 3, 0x7F00),
                new MachineEvent(1, MachineEventKind.Sfence, null, 0, 0, 0, false, 3, 0x7F04),
            ],
            TraceReader.Read(new MemoryStream(trace), s_extents));
    }

    [Fact]
    public void Read_RefusesATraceThatBreaksOff()
    {
        byte[] trace = Trace([(16384, 0, 0, 1, 8, 1, 0), (0, 1, 0, 255, 0, 0, 0)]);
        Assert.Throws<InvalidDataException>(() => TraceReader.Read(new MemoryStream(trace[..^1]), s_extents).Count());
        Assert.Throws<InvalidDataException>(() => TraceReader.Read(new MemoryStream(trace[..^TraceReader.RecordSize]), s_extents).Count());
    }

    [Fact]
    public void Read_RefusesATraceThatLacksEvents() => Assert.Throws<InvalidDataException>(
        () => TraceReader.Read(new MemoryStream(Trace([(0, 1, 0, 255, 0, 0, 0)])), s_extents).Count());

    [Fact]
    public void Read_RefusesWhatIsNoTrace() =>
        Assert.Throws<InvalidDataException>(() => TraceReader.Read(new MemoryStream(new byte[100]), s_extents).Count());

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Cut_RefusesAMarkerWithoutItsOther(ulong begin, ulong end) => Assert.Throws<InvalidDataException>(
        () => TraceWindows.Cut([Marker(TracedOperation.BeginMarker, begin), Marker(TracedOperation.EndMarker, end)], "m"));

    [Fact]
    public void Cut_GivesWhatLiesBetweenTheMarkers()
    {
        MachineEvent inside = new(5, MachineEventKind.Sfence, null, 0, 0, 0, false, 1, 0);
        MachineEvent outside = inside with { Number = 6 };
        Dictionary<int, TraceWindow> windows = TraceWindows.Cut(
            [outside, Marker(TracedOperation.BeginMarker, 7), inside, Marker(TracedOperation.EndMarker, 7), outside], "m");
        Assert.Equal([inside], Assert.Single(windows).Value.Events);
        Assert.Equal(7, windows.Keys.Single());
    }

    private static MachineEvent Marker(long offset, ulong value) => new(0, MachineEventKind.Store, "m", offset, 8, value, false, 1, 0);

    private static byte[] Trace((long Offset, long Value, long Pc, byte Kind, byte Size, ushort Thread, byte Flags)[] records)
    {
        byte[] trace = new byte[TraceReader.HeaderSize + records.Length * TraceReader.RecordSize];
        "DAXTRACE"u8.CopyTo(trace);
        (trace[8], trace[12]) = (1, TraceReader.RecordSize);
        for (int i = 0; i < records.Length; i++)
        {
            Span<byte> record = trace.AsSpan(TraceReader.HeaderSize + i * TraceReader.RecordSize);
            BinaryPrimitives.WriteInt64LittleEndian(record, records[i].Offset);
            BinaryPrimitives.WriteInt64LittleEndian(record[8..], records[i].Value);
            BinaryPrimitives.WriteInt64LittleEndian(record[16..], records[i].Pc);
            (record[24], record[25], record[28]) = (records[i].Kind, records[i].Size, records[i].Flags);
            BinaryPrimitives.WriteUInt16LittleEndian(record[26..], records[i].Thread);
        }

        return trace;
    }
}
