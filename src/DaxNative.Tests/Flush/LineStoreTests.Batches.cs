using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Xunit;

namespace DaxNative.Tests;

// What TryWriteFrames and TryWriteRecords store, and where they store nothing.
public sealed partial class LineStoreTests
{
    private static readonly int[][] s_lengths =
    [
        [64, 64, 64, 64], [56, 8, 100], [24, 40], [64], [65], [1, 63], [0, 64, 0], [0, 0, 0, 100], [7, 9, 200, 15, 16, 17, 31, 32, 33],
        [128, 31, 1, 95, 96, 97], [500, 3], [8, 8, 8, 8, 8, 8, 8, 8], [192, 192, 192], [63, 1], [24, 24, 24, 24],
    ];

    // The payloads end, and in the second half begin, at a page that nobody may touch.
    [SkippableFact]
    public unsafe void TryWriteFrames_StoresHeaderFramesAndZerosAndNothingElse() => StoresAsExpected(TryFrames, FramesOf);

    [SkippableFact]
    public unsafe void TryWriteRecords_StoresWhatWriteLinesDoesForEach() => StoresAsExpected(TryRecords, RecordsOf);

    // Somebody may change the lengths while they are read.
    [SkippableTheory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(65)]
    [InlineData(int.MaxValue)]
    public void ALengthBeyondThePayloads_IsCutOff(int wrong)
    {
        Skip.IfNot(RecordKernel.IsSupported, "The CPU has no AVX-512 (VBMI); no command provides it.");
        byte[] payload = new byte[Line];
        Assert.True(OnThreadsUntil(() =>
        {
            WriteFrom(payload);
            _measured.AsSpan(0, Size).Fill(Before);
            return TryFrames(payload, [wrong, 5]) && !_measured.AsReadOnlySpan(4 * Line, Size - 4 * Line).ContainsAnyExcept(Before)
                && TryRecords(payload, [wrong, 5]) && !_measured.AsReadOnlySpan(4 * Line, Size - 4 * Line).ContainsAnyExcept(Before);
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
    public void ABatchThatIsNotTaken_StoresNothing(long offset, int payload, int count, StoreOptions options)
    {
        WriteFrom(_header);
        byte[] before = _measured.AsSpan(0, Size).ToArray();
        int[] lengths = new int[count];
        lengths[0] = payload;
        Assert.False(_measured.TryWriteFrames(offset, Vector256<byte>.One, new byte[payload], lengths, options));
        Assert.False(_measured.TryWriteRecords(offset, new Vector256<byte>[count], new byte[payload], lengths, options));
        Assert.True(_measured.AsReadOnlySpan(0, Size).SequenceEqual(before));
    }

    [Fact]
    public void TryWriteRecords_WithAnotherNumberOfHeaders_StoresNothing()
    {
        WriteFrom(_header);
        Assert.False(_measured.TryWriteRecords(0, new Vector256<byte>[1], new byte[128], [64, 64]));
        Assert.False(_measured.TryWriteRecords(0, new Vector256<byte>[3], new byte[128], [64, 64]));
    }

    [Fact]
    public void ABatchOfADisposedMapping_IsNotTaken()
    {
        WriteFrom(_header);
        _measured.Dispose();
        Assert.False(_measured.TryWriteFrames(0, Vector256<byte>.One, new byte[64], [64]));
        Assert.False(_measured.TryWriteRecords(0, [Vector256<byte>.One], new byte[64], [64]));
    }

    [Fact]
    public void ABatchOfPayloadsInTheMapping_IsNotTaken()
    {
        WriteFrom(_header);
        Assert.False(_measured.TryWriteFrames(0, Vector256<byte>.One, _measured.AsReadOnlySpan(Size - Line, Line), [Line]));
        Assert.False(_measured.TryWriteRecords(0, [Vector256<byte>.One], _measured.AsReadOnlySpan(Size - Line, Line), [Line]));
    }

    private unsafe void StoresAsExpected(TryBatch attempt, Func<byte[], int[], byte[]> expected)
    {
        Skip.IfNot(RecordKernel.IsSupported, "The CPU has no AVX-512 (VBMI); no command provides it.");
        using var guarded = new GuardedBuffer(1);
        new Random(8).NextBytes(guarded.Span);
        foreach (int[] lengths in s_lengths)
        {
            int total = lengths.Sum();
            CheckBatch(attempt, new ReadOnlySpan<byte>(guarded.End - total, total).ToArray(), expected, lengths, guarded.End - total);
            CheckBatch(attempt, new ReadOnlySpan<byte>(guarded.Start, total).ToArray(), expected, lengths, guarded.Start);
        }
    }

    private unsafe void CheckBatch(TryBatch attempt, byte[] payloads, Func<byte[], int[], byte[]> expected, int[] lengths, byte* at)
    {
        nint address = (nint)at;
        byte[] lines = expected(payloads, lengths);
        bool isStored = OnThreadsUntil(() =>
        {
            WriteFrom(payloads);
            Span<byte> all = _measured.AsSpan(0, Size);
            all.Fill(Before);
            bool isTaken = attempt(new ReadOnlySpan<byte>((void*)address, payloads.Length), lengths);
            Assert.True(isTaken ? all[Line..][..lines.Length].SequenceEqual(lines) : !all.ContainsAnyExcept(Before), string.Join(' ', lengths));
            Assert.False(all[..Line].ContainsAnyExcept(Before) || all[(Line + lines.Length)..].ContainsAnyExcept(Before));
            return isTaken;
        });
        Assert.True(isStored);
    }

    // A thread is known by the general way's call.
    private void WriteFrom(byte[] payload)
    {
        _ = _measured.TryWriteFrames(0, default, new byte[64], [64], StoreOptions.NoDrain);
        _measured.WriteLines(0, _header.AsSpan(0, 32), payload.AsSpan(0, 1));
    }

    private bool TryFrames(ReadOnlySpan<byte> payloads, int[] lengths) =>
        _measured.TryWriteFrames(Line, Vector256.Create<byte>(_header.AsSpan(0, 32)), payloads, lengths);

    private bool TryRecords(ReadOnlySpan<byte> payloads, int[] lengths) =>
        _measured.TryWriteRecords(Line, [.. lengths.Select((_, i) => HeaderOf(i))], payloads, lengths);

    private Vector256<byte> HeaderOf(int record) => Vector256.Create<byte>(_header.AsSpan(record, 32));

    private byte[] FramesOf(byte[] payloads, int[] lengths)
    {
        List<byte> bytes = [.. _header.AsSpan(0, 32)];
        byte[] word = new byte[8];
        int at = 0;
        foreach (int length in lengths)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, length);
            bytes.AddRange(word);
            bytes.AddRange(payloads.AsSpan(at, length));
            at += length;
            Pad(bytes, 8);
        }

        Pad(bytes, Line);
        return [.. bytes];
    }

    private byte[] RecordsOf(byte[] payloads, int[] lengths)
    {
        var bytes = new List<byte>();
        int at = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            bytes.AddRange(_header.AsSpan(i, 32));
            bytes.AddRange(payloads.AsSpan(at, lengths[i]));
            at += lengths[i];
            Pad(bytes, Line);
        }

        return [.. bytes];
    }

    private static void Pad(List<byte> bytes, int unit)
    {
        while (bytes.Count % unit != 0)
        {
            bytes.Add(0);
        }
    }

    private delegate bool TryBatch(ReadOnlySpan<byte> payloads, int[] lengths);
}
