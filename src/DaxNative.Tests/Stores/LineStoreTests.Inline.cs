using System.Runtime.Intrinsics;
using Xunit;

namespace DaxNative.Tests;

// What TryWriteCacheLines stores, and where it stores nothing.
public sealed partial class LineStoreTests
{
    // Whatever it answers: true is what WriteCacheLines does, false is nothing.
    [Theory]
    [InlineData(StoreOptions.None)]
    [InlineData(StoreOptions.NoDrain)]
    public unsafe void TryWriteLines_StoresWhatWriteLinesDoes_OrNothing(StoreOptions options)
    {
        using var guarded = new GuardedBuffer(1);
        new Random(7).NextBytes(guarded.Span);
        for (int payload = 0; payload <= 5 * Line + 1; payload++)
        {
            CheckTry(new ReadOnlySpan<byte>(guarded.End - payload, payload), options);
            CheckTry(new ReadOnlySpan<byte>(guarded.Start, payload), options);
        }
    }

    [SkippableFact]
    public void TryWriteLines_IsTrueFromAThreadsFirstCallOn()
    {
        CpuFeature.Require(LineKernel.IsInline(Line), "AVX-512 (VBMI)", "avx512_?vbmi");
        bool isStored = false;
        var thread = new Thread(() => isStored = _measured.TryWriteCacheLines(0, Vector256<byte>.One, _header));
        thread.Start();
        thread.Join();
        Assert.True(isStored);
    }

    [Theory]
    [InlineData(8, 64, StoreOptions.None)]
    [InlineData(-64, 64, StoreOptions.None)]
    [InlineData(Size - 64, 64, StoreOptions.None)]
    [InlineData(long.MaxValue - 63, 64, StoreOptions.None)]
    [InlineData(0, 0, StoreOptions.None)]
    [InlineData(0, 64, StoreOptions.NoFlush)]
    [InlineData(0, 64, StoreOptions.Temporal)]
    [InlineData(0, 64, (StoreOptions)64)]
    public void TryWriteLines_OfWhatItDoesNotTake_StoresNothing(long offset, int payload, StoreOptions options)
    {
        byte[] before = _measured.AsSpan(0, Size).ToArray();
        Assert.False(_measured.TryWriteCacheLines(offset, Vector256<byte>.One, _header.AsSpan(0, payload), options));
        Assert.True(_measured.AsReadOnlySpan(0, Size).SequenceEqual(before));
    }

    [Fact]
    public void TryWriteLines_OfAPayloadInTheMapping_StoresNothing() =>
        Assert.False(_measured.TryWriteCacheLines(0, Vector256<byte>.One, _measured.AsReadOnlySpan(Size - Line, Line)));

    [Fact]
    public void TryWriteLines_OfADisposedMapping_IsFalse()
    {
        _measured.Dispose();
        for (int i = 0; i < 3; i++)
        {
            Assert.False(_measured.TryWriteCacheLines(0, Vector256<byte>.One, _header));
            Assert.Throws<ObjectDisposedException>(() => _measured.WriteCacheLines(0, _header.AsSpan(0, 32), _header));
        }
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

    private void CheckTry(ReadOnlySpan<byte> payload, StoreOptions options)
    {
        Span<byte> all = _measured.AsSpan(0, Size);
        all.Fill(Before);
        _measured.WriteCacheLines(Line, _header.AsSpan(0, 32), payload);
        byte[] expected = all.ToArray();
        all.Fill(Before);
        bool isStored = _measured.TryWriteCacheLines(Line, Vector256.Create<byte>(_header.AsSpan(0, 32)), payload, options);

        Assert.True(isStored ? all.SequenceEqual(expected) : !all.ContainsAnyExcept(Before), $"payload {payload.Length}, {isStored}");
    }
}
