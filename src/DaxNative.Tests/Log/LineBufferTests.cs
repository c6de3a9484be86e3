using System.Runtime.Intrinsics;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is put together line by line, at every place in a line and of every length.</summary>
public class LineBufferTests
{
    private const int Line = 64;

    // The source begins or ends at a page that nobody may touch.
    [Fact]
    public unsafe void Added_StandsBehindWhatWasThere_AtEveryPlace_WithEveryLength()
    {
        using var source = new GuardedBuffer(1);
        new Random(1).NextBytes(source.Span);
        for (int at = 0; at <= 2 * Line; at++)
        {
            for (int length = 0; length <= 4 * Line + 1; length++)
            {
                // SAFETY: within the buffer, which outlives the call.
                Check(at, new(source.End - length, length));
                Check(at, new(source.Start, length));
            }
        }
    }

    // What stands behind the source is not read, and what is behind the end is zeros.
    [SkippableFact]
    public void AddedLast_IsFollowedByZerosUpToTheLinesEnd()
    {
        CpuFeature.Require(LineBuffer.HasParts, "AVX-512 (VBMI)", "avx512_?vbmi");
        byte[] bytes = Random(Line, seed: 3);
        for (int at = 0; at <= 2 * Line; at++)
        {
            for (int length = 0; length <= Line; length++)
            {
                LineBuffer buffer = Filled(8 * Line, out byte[] before);
                Assert.Equal(at + length, buffer.AddLast(at, Vector512.Create(bytes), length));
                int end = (at + length + Line - 1) / Line * Line;
                Assert.Equal([.. before[..at], .. bytes[..length], .. new byte[end - at - length]], buffer.Slice(0, end).ToArray());
            }
        }
    }

    [Fact]
    public void ClearedLine_KeepsWhatStandsBefore()
    {
        for (int at = 0; at <= 2 * Line; at++)
        {
            LineBuffer buffer = Filled(4 * Line, out byte[] before);
            int end = buffer.ClearLine(at);
            Assert.Equal([.. before[..at], .. new byte[end - at]], buffer.Slice(0, end).ToArray());
        }
    }

    [Fact]
    public void Lines_BeginOnALine() => Assert.All(
        Enumerable.Range(0, 50), i => Assert.Equal(0, AddressOf(new LineBuffer(i)) % Line));

    private static void Check(int at, ReadOnlySpan<byte> bytes)
    {
        LineBuffer buffer = Filled(at, out byte[] before);
        buffer.Add(at, bytes);
        Assert.Equal([.. before, .. bytes], buffer.Slice(0, at + bytes.Length).ToArray());
    }

    private static unsafe nint AddressOf(LineBuffer buffer)
    {
        // SAFETY: the memory is pinned; the address is looked at, not used.
        fixed (byte* first = buffer.Slice(0, 1))
        {
            return (nint)first;
        }
    }

    private static LineBuffer Filled(int length, out byte[] bytes)
    {
        var buffer = new LineBuffer(8 * Line);
        bytes = Random(length, seed: 2);
        buffer.Add(0, bytes);
        return buffer;
    }

    private static byte[] Random(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
