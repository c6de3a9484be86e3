using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Xunit;

namespace DaxNative.Tests;

// What TryWriteFrames stores, and where it stores nothing.
public sealed partial class LineStoreTests
{
    private static readonly int[][] s_lengths =
    [
        [64, 64, 64, 64], [56, 8, 100], [24, 40], [64], [65], [1, 63], [0, 64, 0], [0, 0, 0, 100], [7, 9, 200, 15, 16, 17, 31, 32, 33],
        [128, 31, 1, 95, 96, 97], [500, 3], [8, 8, 8, 8, 8, 8, 8, 8], [192, 192, 192], [63, 1], [24, 24, 24, 24],
    ];

    // The payloads end, and in the second half begin, at a page that nobody may touch.
    [SkippableFact]
    public unsafe void TryWriteFrames_StoresHeaderFramesAndZerosAndNothingElse()
    {
        RequireFrames();
        using var guarded = new GuardedBuffer(1);
        new Random(8).NextBytes(guarded.Span);
        foreach (int[] lengths in s_lengths)
        {
            CheckFrames(guarded.End - lengths.Sum(), lengths);
            CheckFrames(guarded.Start, lengths);
        }
    }

    // Somebody may change the lengths while they are read.
    [SkippableTheory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(65)]
    [InlineData(int.MaxValue)]
    public void TryWriteFrames_CutsOffWhatALengthSaysBeyondThePayloads(int wrong)
    {
        RequireFrames();
        byte[] payload = new byte[Line];
        Assert.True(OnThreadsUntil(() =>
        {
            MakeKnown();
            _measured.AsSpan(0, Size).Fill(Before);
            return TryFrames(payload, [wrong, 5]) && !_measured.AsReadOnlySpan(4 * Line, Size - (4 * Line)).ContainsAnyExcept(Before);
        }));
    }

    [Theory]
    [InlineData(8, 64, 1, StoreOptions.None)]
    [InlineData(-64, 64, 1, StoreOptions.None)]
    [InlineData(Size - 64, 64, 1, StoreOptions.None)]
    [InlineData(long.MaxValue - 63, 64, 1, StoreOptions.None)]
    [InlineData(0, 63, 1, StoreOptions.None)]
    [InlineData(0, Size, 1, StoreOptions.None)]
    [InlineData(0, 64, Size, StoreOptions.None)]
    [InlineData(0, 64, 1, StoreOptions.NoFlush)]
    [InlineData(0, 64, 1, StoreOptions.Temporal)]
    [InlineData(0, 64, 1, (StoreOptions)64)]
    public void TryWriteFrames_OfWhatItDoesNotTake_StoresNothing(long offset, int payload, int count, StoreOptions options)
    {
        MakeKnown();
        byte[] before = _measured.AsSpan(0, Size).ToArray();
        int[] lengths = new int[count];
        lengths[0] = payload;
        Assert.False(_measured.TryWriteFrames(offset, Vector256<byte>.One, new byte[payload], lengths, options));
        Assert.True(_measured.AsReadOnlySpan(0, Size).SequenceEqual(before));
    }

    [Fact]
    public void TryWriteFrames_OfADisposedMapping_IsFalse()
    {
        MakeKnown();
        _measured.Dispose();
        Assert.False(_measured.TryWriteFrames(0, Vector256<byte>.One, new byte[Line], [Line]));
    }

    [Fact]
    public void TryWriteFrames_OfPayloadsInTheMapping_StoresNothing()
    {
        MakeKnown();
        Assert.False(_measured.TryWriteFrames(0, Vector256<byte>.One, _measured.AsReadOnlySpan(Size - Line, Line), [Line]));
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

    private static void RequireFrames() => Skip.IfNot(FrameKernel.IsSupported, "The CPU has no AVX-512 (VBMI); no command provides it.");

    private unsafe void CheckFrames(byte* at, int[] lengths)
    {
        nint address = (nint)at;
        int total = lengths.Sum();
        byte[] expected = FramesOf(new ReadOnlySpan<byte>(at, total), lengths);
        Assert.True(OnThreadsUntil(() =>
        {
            MakeKnown();
            Span<byte> all = _measured.AsSpan(0, Size);
            all.Fill(Before);
            bool isTaken = TryFrames(new ReadOnlySpan<byte>((void*)address, total), lengths);
            Assert.True(isTaken ? all[Line..][..expected.Length].SequenceEqual(expected) : !all.ContainsAnyExcept(Before), string.Join(' ', lengths));
            Assert.False(all[..Line].ContainsAnyExcept(Before) || all[(Line + expected.Length)..].ContainsAnyExcept(Before));
            return isTaken;
        }));
    }

    // A thread is known by the call before.
    private void MakeKnown()
    {
        _ = _measured.TryWriteFrames(0, default, new byte[Line], [Line], StoreOptions.NoDrain);
        _measured.WriteLines(0, _header.AsSpan(0, 32), [1]);
    }

    private bool TryFrames(ReadOnlySpan<byte> payloads, int[] lengths) =>
        _measured.TryWriteFrames(Line, Vector256.Create<byte>(_header.AsSpan(0, 32)), payloads, lengths);

    private byte[] FramesOf(ReadOnlySpan<byte> payloads, int[] lengths)
    {
        List<byte> bytes = [.. _header.AsSpan(0, 32)];
        byte[] word = new byte[8];
        foreach (int length in lengths)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, length);
            bytes.AddRange(word);
            bytes.AddRange(payloads[..length]);
            payloads = payloads[length..];
            Pad(bytes, 8);
        }

        Pad(bytes, Line);
        return [.. bytes];
    }

    private static void Pad(List<byte> bytes, int unit)
    {
        while (bytes.Count % unit != 0)
        {
            bytes.Add(0);
        }
    }
}
