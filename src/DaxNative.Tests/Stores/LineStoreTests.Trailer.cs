using System.Runtime.Intrinsics;
using Xunit;

namespace DaxNative.Tests;

// What WriteLines and TryWriteLines store with a trailer, and where they store nothing.
public sealed partial class LineStoreTests
{
    private static readonly int[] s_parts = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 96, 127, 128, 129, 200, 256, 300];

    // Both end, and in the second half begin, at a page that nobody may touch.
    [Theory]
    [InlineData(StoreOptions.None)]
    [InlineData(StoreOptions.Temporal)]
    [InlineData(StoreOptions.NonTemporal)]
    public unsafe void WriteLines_StoresHeaderPayloadTrailerAndZerosAndNothingElse(StoreOptions options)
    {
        using var payloads = new GuardedBuffer(1);
        using var trailers = new GuardedBuffer(1);
        new Random(8).NextBytes(payloads.Span);
        new Random(9).NextBytes(trailers.Span);
        foreach (int header in (int[])[1, 8, 31, 32, 33, 40, 63, 64])
        {
            foreach (int payload in s_parts)
            {
                foreach (int trailer in s_parts)
                {
                    CheckTrailer(header, new(payloads.End - payload, payload), new(trailers.End - trailer, trailer), options);
                    CheckTrailer(header, new(payloads.Start, payload), new(trailers.Start, trailer), options);
                }
            }
        }
    }

    // Whatever it answers: true is what WriteLines does, false is nothing.
    [SkippableTheory]
    [InlineData(StoreOptions.None)]
    [InlineData(StoreOptions.NoDrain)]
    public unsafe void TryWriteLines_WithATrailer_StoresWhatWriteLinesDoes(StoreOptions options)
    {
        Skip.IfNot(TrailedLines.IsInline(Line, Line), "The CPU has no AVX-512 (VBMI); no command provides it.");
        using var payloads = new GuardedBuffer(1);
        using var trailers = new GuardedBuffer(1);
        new Random(10).NextBytes(payloads.Span);
        new Random(11).NextBytes(trailers.Span);
        for (int payload = 0; payload <= 3 * Line; payload++)
        {
            foreach (int trailer in s_parts)
            {
                bool isStored = CheckTryTrailer(new(payloads.End - payload, payload), new(trailers.End - trailer, trailer), options);
                Assert.Equal(isStored, CheckTryTrailer(new(payloads.Start, payload), new(trailers.Start, trailer), options));
                Assert.Equal(TrailedLines.IsInline(payload, trailer), isStored);
            }
        }
    }

    [Fact]
    public void WriteLines_WithATrailer_IntoTheCache_FlushesEachLineOnce()
    {
        byte[] bytes = new byte[300];
        foreach (int payload in s_parts)
        {
            foreach (int trailer in s_parts)
            {
                s_flushes.Clear();
                _never.WriteLines(Line, _header.AsSpan(0, 32), bytes.AsSpan(0, payload), bytes.AsSpan(0, trailer));
                Assert.Equal(Enumerable.Range(1, (32 + payload + trailer + Line - 1) / Line), s_flushes.Take(_never.Address));
            }
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(29)]
    public void WriteLines_RefusesATrailerThatOverlapsTheLines(long source) =>
        Unchanged<ArgumentException>(map => map.WriteLines(128, new byte[32], new byte[40], map.AsReadOnlySpan(source, 100)));

    [Theory]
    [InlineData(Size - Line, 32, 0, 33)]
    [InlineData(Size - Line, 32, 16, 17)]
    [InlineData(0, 32, 0, Size)]
    [InlineData(0, 32, Size / 2, Size / 2)]
    public void WriteLines_RefusesATrailerOutsideOfTheMapping(long offset, int header, int payload, int trailer) =>
        Unchanged<ArgumentOutOfRangeException>(map => map.WriteLines(offset, new byte[header], new byte[payload], new byte[trailer]));

    [Theory]
    [InlineData(StoreGranularity.Page)]
    [InlineData(StoreGranularity.Byte)]
    public void WriteLines_WithATrailer_StoresTheSameAtEveryGranularity(StoreGranularity granularity)
    {
        using var temp = TempPath.InMemory();
        using var map = PersistentMapping.Open(temp.Path, new MappingOptions { Mode = FileMode.CreateNew, Length = Size, AllowVolatile = true, ForceGranularity = granularity });
        map.AsSpan(0, Size).Fill(Before);
        map.WriteLines(Line, _header.AsSpan(0, 32), _header.AsSpan(0, 50), _header.AsSpan(0, 20));
        Assert.True(map.AsReadOnlySpan(0, Size).SequenceEqual(Expected(32, _header.AsSpan(0, 50), _header.AsSpan(0, 20))));
    }

    [Theory]
    [InlineData(8, 64, 16, StoreOptions.None)]
    [InlineData(-64, 64, 16, StoreOptions.None)]
    [InlineData(Size - 64, 64, 16, StoreOptions.None)]
    [InlineData(Size - 128, 92, 8, StoreOptions.None)]
    [InlineData(long.MaxValue - 63, 64, 16, StoreOptions.None)]
    [InlineData(0, 64, Size, StoreOptions.None)]
    [InlineData(0, Size, 16, StoreOptions.None)]
    [InlineData(0, 64, 16, StoreOptions.NoFlush)]
    [InlineData(0, 64, 16, StoreOptions.Temporal)]
    [InlineData(0, 64, 16, (StoreOptions)64)]
    public void TryWriteLines_WithATrailer_OfWhatItDoesNotTake_StoresNothing(long offset, int payload, int trailer, StoreOptions options)
    {
        byte[] before = _measured.AsSpan(0, Size).ToArray();
        Assert.False(_measured.TryWriteLines(offset, Vector256<byte>.One, new byte[payload], new byte[trailer], options));
        Assert.True(_measured.AsReadOnlySpan(0, Size).SequenceEqual(before));
    }

    [Fact]
    public void TryWriteLines_WithATrailer_OfADisposedMapping_IsFalse()
    {
        _measured.Dispose();
        Assert.False(_measured.TryWriteLines(0, Vector256<byte>.One, _header, _header));
    }

    [Fact]
    public void TryWriteLines_OfATrailerInTheMapping_StoresNothing()
    {
        Assert.False(_measured.TryWriteLines(0, Vector256<byte>.One, _header, _measured.AsReadOnlySpan(Size - Line, Line)));
        Assert.False(_measured.TryWriteLines(0, Vector256<byte>.One, _measured.AsReadOnlySpan(Size - Line, Line), _header));
    }

    // A prefetch reads at most, and nothing that is not there.
    [Theory]
    [InlineData(0)]
    [InlineData(Size - 1)]
    [InlineData(Size)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Prefetch_OfAnyOffset_DoesNothingThatCanBeSeen(long offset)
    {
        byte[] before = _measured.AsSpan(0, Size).ToArray();
        _measured.Prefetch(offset);
        Assert.True(_measured.AsReadOnlySpan(0, Size).SequenceEqual(before));
        _measured.Dispose();
        _measured.Prefetch(offset);
    }

    private void CheckTrailer(int header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, StoreOptions options)
    {
        Span<byte> all = _measured.AsSpan(0, Size);
        all.Fill(Before);
        s_flushes.Clear();
        _measured.WriteLines(Line, _header.AsSpan(0, header), payload, trailer, options);
        Assert.True(all.SequenceEqual(Expected(header, payload, trailer)), $"header {header}, payload {payload.Length}, trailer {trailer.Length}, {options}");
    }

    private bool CheckTryTrailer(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, StoreOptions options)
    {
        Span<byte> all = _measured.AsSpan(0, Size);
        all.Fill(Before);
        bool isStored = _measured.TryWriteLines(Line, Vector256.Create<byte>(_header.AsSpan(0, 32)), payload, trailer, options);
        Assert.True(isStored ? all.SequenceEqual(Expected(32, payload, trailer)) : !all.ContainsAnyExcept(Before), $"payload {payload.Length}, trailer {trailer.Length}, {isStored}");
        return isStored;
    }

    private byte[] Expected(int header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer)
    {
        byte[] expected = Enumerable.Repeat(Before, Size).ToArray();
        int length = header + payload.Length + trailer.Length;
        expected.AsSpan(Line, (length + Line - 1) & -Line).Clear();
        _header.AsSpan(0, header).CopyTo(expected.AsSpan(Line));
        payload.CopyTo(expected.AsSpan(Line + header));
        trailer.CopyTo(expected.AsSpan(Line + header + payload.Length));
        return expected;
    }
}
