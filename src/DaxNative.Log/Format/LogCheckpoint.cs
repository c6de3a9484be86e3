using System.Runtime.CompilerServices;

namespace DaxNative.Log;

/// <summary>What the log's user keeps in its state: at most <see cref="MostLength"/> bytes, by value.</summary>
internal readonly struct LogCheckpoint
{
    /// <summary>The most that it holds, in bytes.</summary>
    internal const int MostLength = 128;

    private readonly Bytes _bytes;

    internal LogCheckpoint(ReadOnlySpan<byte> bytes)
    {
        Length = bytes.Length;
        bytes.CopyTo(_bytes);
    }

    internal int Length { get; }

    internal void CopyTo(Span<byte> target) => ((ReadOnlySpan<byte>)_bytes)[..Length].CopyTo(target);

    [InlineArray(MostLength)]
    private struct Bytes
    {
        private byte _first;
    }
}
