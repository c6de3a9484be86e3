using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Which lines are flushed: the same loop as the stubs', but storing a mark where they flush, behind the real paths.
/// </summary>
public sealed class FlushCoverageTests : IDisposable
{
    private const int Line = 64;
    private const int Lines = 4 * CacheLines.MostLines;
    private const byte Mark = 0xA5;
    private const byte FirstMark = 0x5A;

    private readonly PersistentMapping _map;

    public FlushCoverageTests()
    {
        // More than the mapping, so that a line too many is a mark in the wrong place and not the end of the test run.
        var reservation = AddressReservation.Create("marked", 0, 2 * Line * Lines, Environment.SystemPageSize);
        Assert.Equal(0, Libc.Mprotect(reservation.Address, 2 * Line * Lines, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE));
        var guarantee = new DurabilityGuarantee(StoreGranularity.CacheLine, DurabilityEvidence.Volatile, FlushInstruction.Clwb, false, PersistenceDomain.Unknown, "marked");
        var description = new MappingDescription("marked", 0, Line * Lines, guarantee, IsReadOnly: false);
        _map = new PersistentMapping(description, new KernelMemory("marked", reservation, null), new NoWriteBack(), InlinePath.CacheLine, s_marking);
    }

    private static readonly FlushCode s_marking = MakeMarkingCode();

    public static TheoryData<long, long> Ranges
    {
        get
        {
            var ranges = new TheoryData<long, long>();
            foreach (long offset in (ReadOnlySpan<long>)[0, 1, 8, 56, 57, 63, 64, 65, 127, 1000])
            {
                foreach (long length in (ReadOnlySpan<long>)[0, 1, 7, 8, 9, 63, 64, 65, 128, 1023, 1024, 1025, 1088, 1089, 2000])
                {
                    ranges.Add(offset, length);
                }
            }

            ranges.Add((Line * Lines) - 1, 1);
            ranges.Add(0, Line * Lines);
            return ranges;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void EveryPath_FlushesTheLinesThatTheRangeTouchesAndNoOther(long offset, long length)
    {
        bool[] expected = [.. Enumerable.Range(0, Lines).Select(line => length > 0 && offset < (line + 1) * Line && offset + length > line * Line)];

        Assert.Equal(expected, Marked(() => _map.Persist(offset, length)));
        Assert.Equal(expected, Marked(() => _map.Flush(offset, length)));
        Assert.Equal(expected, Marked(() => _map.Slice(offset, length).Persist(0, length)));
        Assert.Equal(expected, Marked(() => CacheLines.Flush(s_marking, (nuint)(_map.Address + offset), (nuint)length)));
        Assert.Equal(expected, Marked(() =>
        {
            using FlushBatch batch = _map.BeginFlush();
            batch.Add(offset, length);
        }));
    }

    // A garbage collection has to wait for such a call.
    [Theory]
    [InlineData(0, CacheLines.MostLines * Line)]
    [InlineData(1, CacheLines.MostLines * Line)]
    [InlineData(0, (CacheLines.MostLines + 1) * Line)]
    [InlineData(63, 2 * CacheLines.MostLines * Line)]
    [InlineData(0, Lines * Line)]
    public void NoCall_FlushesMoreThanTheMostLines(long offset, long length)
    {
        Action[] paths =
        [
            () => _map.Persist(offset, length),
            () => _map.Flush(offset, length),
            () => _map.Fill(offset, length, 0),
            () => _map.Slice(offset, length).Persist(0, length),
            () => CacheLines.Flush(s_marking, (nuint)(_map.Address + offset), (nuint)length),
        ];

        Assert.All(paths, path =>
        {
            bool[] flushed = Marked(path);
            int run = 0;
            for (int line = 0; line < Lines; line++)
            {
                run = !flushed[line] ? 0 : _map.AsReadOnlySpan(line * Line, 1)[0] == FirstMark ? 1 : run + 1;
                Assert.InRange(run, 0, CacheLines.MostLines);
            }
        });
    }

    [Fact]
    public void TypedAndAtomicStores_FlushTheirOwnLine()
    {
        Assert.Equal([3], MarkedLines(() => _map.Persist(ref _map.Ref<long>(3 * Line + 56))));
        Assert.Equal([4, 5], MarkedLines(() => _map.Persist(ref _map.Ref<Int128>(4 * Line + 56))));
        Assert.Equal([7], MarkedLines(() => _map.StoreAtomic(7 * Line, 0)));
        Assert.Equal([8], MarkedLines(() => _map.CompareExchange(8 * Line, 5, 1)));
    }

    public void Dispose() => _map.Dispose();

    private IEnumerable<int> MarkedLines(Action flush) => Marked(flush).Index().Where(line => line.Item).Select(line => line.Index);

    private bool[] Marked(Action flush)
    {
        _map.AsSpan(0, Line * Lines).Clear();
        flush();
        ReadOnlySpan<byte> memory = _map.AsReadOnlySpan(0, Line * Lines);
        var marked = new bool[Lines];
        for (int line = 0; line < Lines; line++)
        {
            marked[line] = memory[line * Line] is Mark or FirstMark;
        }

        return marked;
    }

    internal sealed class NoWriteBack : WriteBack
    {
        internal override bool MergesRanges => false;

        internal override void Flush(long offset, long length) => Assert.Fail("The range left the inline path.");

        internal override void Drain() => Assert.Fail("The drain left the inline path.");

        internal override void DeepFlush(long offset, long length) => Assert.Fail("Nobody asked for a deep flush.");
    }

    // The stubs' own loop, but storing a mark; the first line of a call gets another one.
    private static FlushCode MakeMarkingCode()
    {
        byte[] loop = [0xC6, 0x07, Mark, .. StubEncoder.Encode(FlushInstruction.Clflush, Line)[3..]];
        byte[] stub = [0xC6, 0x07, FirstMark, 0xEB, 0x03, .. loop];
        byte[] page = new byte[Environment.SystemPageSize];
        stub.CopyTo(page, 0);
        return new FlushCode(FlushInstruction.Clwb, CodePage.Map(page), Line);
    }
}
