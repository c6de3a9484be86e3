using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Which lines Write and Fill flush, at every length and alignment: those that went into the cache, once each, and no
/// other. What goes past the caches is worked out here line by line; that the kernels do it is in their listings.
/// </summary>
public sealed class StoreFlushTests : IDisposable
{
    private const int Line = 64;
    private const int Size = 4096;

    private static readonly RecordedFlushes s_flushes = new();

    private readonly byte[] _source = new byte[1024];
    private readonly PersistentMapping _always = Recorded(0, InlinePath.CacheLine);
    private readonly PersistentMapping _never = Recorded(long.MaxValue, InlinePath.CacheLine);
    private readonly PersistentMapping _measured = Recorded(null, InlinePath.CacheLine);

    public StoreFlushTests() => new Random(3).NextBytes(_source);

    [Fact]
    public void PastTheCaches_OnlyOddPartsOfLinesAreFlushed() => ForEveryRange((offset, length) =>
    {
        List<int> expected = Lines(offset, length, ordinaryOnly: true);
        Expect(expected, offset, length, _always, map => map.Write(offset, _source.AsSpan(0, length)));
        Expect(expected, offset, length, _always, map => map.Fill(offset, length, 1));
    });

    [Fact]
    public void IntoTheCache_EveryLineIsFlushed() => ForEveryRange((offset, length) =>
    {
        List<int> expected = Lines(offset, length, ordinaryOnly: false);
        Expect(expected, offset, length, _never, map => map.Write(offset, _source.AsSpan(0, length)));
        Expect(expected, offset, length, _always, map => map.Fill(offset, length, 1, StoreOptions.Temporal | StoreOptions.NoDrain));
    });

    [Fact]
    public void WithoutOptions_TheMeasuredChoiceDecides() => ForEveryRange((offset, length) =>
    {
        bool pastTheCaches = NonTemporalChoice.IsFasterPastTheCaches((nuint)offset, (nuint)length, NonTemporalChoice.PartsOfLines);
        List<int> expected = Lines(offset, length, ordinaryOnly: pastTheCaches);
        Expect(expected, offset, length, _measured, map => map.Write(offset, _source.AsSpan(0, length)));
        Expect(expected, offset, length, _measured, map => map.Fill(offset, length, 1));
    });

    // With odd ends, so that each way to store flushes other lines.
    [Theory]
    [InlineData(StoreOptions.NoFlush, "none")]
    [InlineData(StoreOptions.NoFlush | StoreOptions.Temporal, "none")]
    [InlineData(StoreOptions.NonTemporal, "odd")]
    [InlineData(StoreOptions.NonTemporal | StoreOptions.NoDrain, "odd")]
    [InlineData(StoreOptions.Temporal, "all")]
    [InlineData(StoreOptions.Temporal | StoreOptions.NoDrain, "all")]
    public void Options_HaveLibpmemsPrecedence(StoreOptions options, string flushed)
    {
        const int Offset = 65;
        const int Length = 300;
        List<int> expected = flushed == "none" ? [] : Lines(Offset, Length, ordinaryOnly: flushed == "odd");

        foreach (PersistentMapping mapping in (PersistentMapping[])[_always, _never, _measured])
        {
            Expect(expected, Offset, Length, mapping, map => map.Write(Offset, _source.AsSpan(0, Length), options));
            Expect(expected, Offset, Length, mapping, map => map.Fill(Offset, Length, 2, options));
            Assert.Equal(Length, mapping.AsReadOnlySpan(0, Size).Count((byte)2));
        }
    }

    [Fact]
    public void SourceThatIsTheDestination_IsFlushedAllTheSame() =>
        Expect([1, 2], 65, 100, _always, map => map.Write(65, map.AsReadOnlySpan(65, 100), StoreOptions.Temporal));

    [Fact]
    public void OverlappingSource_FlushesBothOddEnds()
    {
        Expect([1, 4], 65, 200, _always, map => map.Write(65, map.AsReadOnlySpan(60, 200)));
        Expect([1, 4], 65, 200, _always, map => map.Write(65, map.AsReadOnlySpan(70, 200)));
    }

    [Theory]
    [InlineData(StoreOptions.None)]
    [InlineData(StoreOptions.NonTemporal)]
    public void ByteGranularity_FlushesNothing(StoreOptions options)
    {
        using PersistentMapping bytes = Recorded(0, InlinePath.Byte);

        Expect([], 65, 1000, bytes, map => map.Write(65, _source.AsSpan(0, 1000), options));
        Expect([], 65, 1000, bytes, map => map.Fill(65, 1000, 1, options));

        Assert.Equal(1000, bytes.AsReadOnlySpan(0, Size).Count((byte)1));
    }

    [Fact]
    public void StoreAtomic_IsFlushedWhateverTheHint() =>
        Expect([1], 64, 8, _always, map => map.StoreAtomic(64, 1, StoreOptions.NonTemporal));

    [Fact]
    public void UnknownOption_IsRefused()
    {
        const StoreOptions Unknown = (StoreOptions)16;

        Assert.Equal("options", Assert.Throws<ArgumentOutOfRangeException>(() => _always.Write(0, [1], Unknown)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => _always.Fill(0, 1, 1, Unknown));
        Assert.Throws<ArgumentOutOfRangeException>(() => _always.StoreAtomic(0, 1, Unknown));
    }

    [Theory]
    [InlineData(StoreOptions.NonTemporal | StoreOptions.Temporal)]
    [InlineData(StoreOptions.NonTemporal | StoreOptions.NoFlush)]
    [InlineData(StoreOptions.NonTemporal | StoreOptions.Temporal | StoreOptions.NoDrain)]
    public void ContradictoryOptions_AreRefusedAndNothingIsStored(StoreOptions options)
    {
        _always.Fill(0, 4096, 0);
        Action[] stores =
        [
            () => _always.Write(0, [1], options),
            () => _always.Fill(0, 1, 1, options),
            () => _always.StoreAtomic(0, 1, options),
            () => _always.CompareExchange(0, 1, 0, options),
            () => _always.WriteCacheLines(0, [1], [2], options),
            () => _always.WriteCacheLinesChecked(0, [1], 0, options),
        ];

        Assert.All(stores, store =>
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(store);
            Assert.Equal("options", refusal.ParamName);
            Assert.Contains("NonTemporal", refusal.Message, StringComparison.Ordinal);
        });
        Assert.Equal(-1, _always.AsReadOnlySpan(0, 4096).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void WriteAndFill_AllocateNothing() =>
        Assert.Contains(0, Enumerable.Range(0, 20).Select(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int length = 0; length < 1000; length++)
            {
                _measured.Write(1, _source.AsSpan(0, length));
                _measured.Fill(8, length, 1);
                s_flushes.Clear();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

    public void Dispose()
    {
        _always.Dispose();
        _never.Dispose();
        _measured.Dispose();
    }

    private static void ForEveryRange(Action<int, int> check)
    {
        for (int offset = 0; offset < Line; offset++)
        {
            for (int length = 0; length <= 1024; length++)
            {
                check(offset, length);
            }
        }
    }

    private static void Expect(List<int> expected, int offset, int length, PersistentMapping map, Action<PersistentMapping> store)
    {
        s_flushes.Clear();
        store(map);
        List<int> flushed = s_flushes.Take(map.Address);
        Assert.True(expected.SequenceEqual(flushed), $"{length} bytes at {offset}: {string.Join(' ', flushed)} instead of {string.Join(' ', expected)}");
    }

    // What is stored of a line decides: a part with whole units, or on other CPUs a whole line, goes past the caches.
    private static List<int> Lines(int offset, int length, bool ordinaryOnly)
    {
        var lines = new List<int>();
        int grain = NonTemporalChoice.PartsOfLines ? 8 : Line;
        for (int line = offset / Line; line * Line < offset + length; line++)
        {
            int begin = Math.Max(line * Line, offset);
            int end = Math.Min((line + 1) * Line, offset + length);
            if (end > begin && (!ordinaryOnly || begin % grain != 0 || end % grain != 0))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    internal static PersistentMapping Recorded(long? threshold, InlinePath hot, RecordedFlushes? flushes = null)
    {
        var reservation = AddressReservation.Create("recorded", 0, Size, Environment.SystemPageSize);
        Assert.Equal(0, Libc.Mprotect(reservation.Address, Size, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE));
        var guarantee = new DurabilityGuarantee(StoreGranularity.CacheLine, DurabilityEvidence.Volatile, FlushInstruction.Clwb, false, PersistenceDomain.Unknown, "recorded");
        var description = new MappingDescription("recorded", 0, Size, guarantee, IsReadOnly: false);
        return new PersistentMapping(description, new KernelMemory("recorded", reservation, null), new FlushCoverageTests.NoWriteBack(), hot, (flushes ?? s_flushes).Code)
        {
            Stores = new StoreChoice(NonTemporalChoice.Choose(threshold, null), null),
        };
    }
}
