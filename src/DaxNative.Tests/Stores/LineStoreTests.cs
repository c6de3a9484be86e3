using Xunit;

namespace DaxNative.Tests;

/// <summary>What WriteCacheLines stores, flushes and refuses.</summary>
public sealed partial class LineStoreTests : IDisposable
{
    private const int Line = 64;
    private const int Size = 4096;
    private const byte Before = 0xEE;

    private static readonly RecordedFlushes s_flushes = new();

    private readonly byte[] _header = new byte[Line];
    private readonly PersistentMapping _measured = StoreFlushTests.Recorded(null, InlinePath.CacheLine, s_flushes);
    private readonly PersistentMapping _never = StoreFlushTests.Recorded(long.MaxValue, InlinePath.CacheLine, s_flushes);

    public LineStoreTests() => new Random(5).NextBytes(_header);

    // The payload ends, and in the second half begins, at a page that nobody may touch.
    [Theory]
    [InlineData(StoreOptions.None)]
    [InlineData(StoreOptions.NoDrain)]
    [InlineData(StoreOptions.Temporal)]
    [InlineData(StoreOptions.NonTemporal)]
    [InlineData(StoreOptions.NoFlush)]
    public unsafe void WriteLines_StoresHeaderPayloadAndZerosAndNothingElse(StoreOptions options)
    {
        using var guarded = new GuardedBuffer(1);
        new Random(6).NextBytes(guarded.Span);
        for (int header = 1; header <= Line; header++)
        {
            for (int payload = 0; payload <= 5 * Line + 1; payload++)
            {
                Check(_measured, header, new ReadOnlySpan<byte>(guarded.End - payload, payload), options);
                Check(_measured, header, new ReadOnlySpan<byte>(guarded.Start, payload), options);
            }
        }
    }

    [Fact]
    public void WriteLines_IntoTheCache_FlushesEachLineOnce()
    {
        byte[] payload = new byte[300];
        for (int length = 0; length < payload.Length; length++)
        {
            s_flushes.Clear();
            _never.WriteCacheLines(Line, _header.AsSpan(0, 32), payload.AsSpan(0, length));
            Assert.Equal(Enumerable.Range(1, (32 + length + Line - 1) / Line), s_flushes.Take(_never.Address));
        }
    }

    [Fact]
    public void WriteLines_WithoutFlush_FlushesNothing()
    {
        s_flushes.Clear();
        _never.WriteCacheLines(0, _header, new byte[100], StoreOptions.NoFlush);
        Assert.Empty(s_flushes.Take(_never.Address));
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(63, 32)]
    [InlineData(0, 0)]
    [InlineData(0, 65)]
    public void WriteLines_RefusesWhatAreNoLines(long offset, int header) =>
        Unchanged<ArgumentException>(map => map.WriteCacheLines(offset, new byte[header], [1]));

    [Theory]
    [InlineData(Size, 32, 1)]
    [InlineData(Size - Line, 32, 33)]
    [InlineData(-Line, 32, 1)]
    [InlineData(0, 32, Size)]
    public void WriteLines_RefusesLinesOutsideOfTheMapping(long offset, int header, int payload) =>
        Unchanged<ArgumentOutOfRangeException>(map => map.WriteCacheLines(offset, new byte[header], new byte[payload]));

    [Theory]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(29)]
    public void WriteLines_RefusesAPayloadThatOverlapsTheLines(long source) =>
        Unchanged<ArgumentException>(map => map.WriteCacheLines(128, new byte[32], map.AsReadOnlySpan(source, 100)));

    [Theory]
    [InlineData(28)]
    [InlineData(320)]
    public void WriteLines_TakesAPayloadOfTheMappingBesideTheLines(int source) =>
        Check(_measured, 32, _measured.AsReadOnlySpan(source, 100), StoreOptions.None, at: 128);

    [Fact]
    public void WriteLines_RefusesUnknownOptions() =>
        Unchanged<ArgumentOutOfRangeException>(map => map.WriteCacheLines(0, new byte[32], [1], (StoreOptions)16));

    [Fact]
    public void WriteLines_OfADisposedMapping_Throws()
    {
        _measured.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _measured.WriteCacheLines(0, new byte[32], [1]));
    }

    [Fact]
    public void WriteLines_OfAReadOnlyMapping_Throws()
    {
        using var temp = TempPath.InMemory();
        File.WriteAllBytes(temp.Path, new byte[Size]);
        using var map = PersistentMapping.Open(temp.Path, new MappingOptions { Access = MappingAccess.Read, AllowVolatile = true });
        Assert.Equal(DaxError.ReadOnly, Assert.Throws<DaxException>(() => map.WriteCacheLines(0, new byte[32], [1])).Error);
    }

    [Theory]
    [InlineData(StoreGranularity.Page)]
    [InlineData(StoreGranularity.Byte)]
    public void WriteLines_StoresTheSameAtEveryGranularity(StoreGranularity granularity)
    {
        using var temp = TempPath.InMemory();
        using var map = PersistentMapping.Open(temp.Path, new MappingOptions
        {
            Mode = FileMode.CreateNew,
            Length = Size,
            AllowVolatile = true,
            ForceGranularity = granularity,
        });
        Check(map, 32, _header.AsSpan(0, 33), StoreOptions.None);
        Check(map, 40, _header, StoreOptions.None);
    }

    [Fact]
    public void WriteLines_AllocatesNothing() =>
        Assert.Contains(0, Enumerable.Range(0, 20).Select(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int length = 0; length <= Line; length++)
            {
                s_flushes.Clear();
                _measured.WriteCacheLines(0, _header.AsSpan(0, 32), _header.AsSpan(0, length));
                _measured.WriteCacheLines(0, _header.AsSpan(0, 40), _header.AsSpan(0, length), StoreOptions.NoDrain);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

    public void Dispose()
    {
        _measured.Dispose();
        _never.Dispose();
    }

    private void Check(PersistentMapping map, int header, ReadOnlySpan<byte> payload, StoreOptions options, int at = Line)
    {
        byte[] expected = Enumerable.Repeat(Before, Size).ToArray();
        int end = at + ((header + payload.Length + Line - 1) & -Line);
        _header.AsSpan(0, header).CopyTo(expected.AsSpan(at));
        payload.CopyTo(expected.AsSpan(at + header));
        expected.AsSpan((at + header + payload.Length)..end).Clear();
        byte[] source = payload.ToArray();
        Span<byte> all = map.AsSpan(0, Size);
        bool isWithin = all.Overlaps(payload, out int overlap);
        all.Fill(Before);
        if (isWithin)
        {
            source.CopyTo(all[overlap..]);
            source.CopyTo(expected.AsSpan(overlap));
        }

        s_flushes.Clear();
        map.WriteCacheLines(at, _header.AsSpan(0, header), payload, options);

        Assert.True(all.SequenceEqual(expected), $"header {header}, payload {payload.Length}, {options}");
    }

    private void Unchanged<TException>(Action<PersistentMapping> write)
        where TException : Exception
    {
        byte[] before = _measured.AsSpan(0, Size).ToArray();
        Assert.Throws<TException>(() => write(_measured));
        Assert.True(_measured.AsReadOnlySpan(0, Size).SequenceEqual(before));
    }
}
