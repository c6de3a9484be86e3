namespace DaxNative.Testing;

/// <summary>The units of the model: what a power cut keeps whole, what the caches hold, what the kernel writes back.</summary>
internal static class Lines
{
    internal const int WordSize = sizeof(ulong);
    internal const int LineSize = 64;
    internal const int PageSize = 4096;
    internal const int WordsInLine = LineSize / WordSize;
    internal const int WordsInPage = PageSize / WordSize;

    /// <summary>A set bit in every byte in which the word has one.</summary>
    internal static ulong BytesWithBits(ulong word)
    {
        // The lowest bit of each byte gathers its byte's bits; what the shifts bring over from the byte above stays above it.
        word |= word >> 4;
        word |= word >> 2;
        word |= word >> 1;
        return (word & 0x0101_0101_0101_0101) * 0xFF;
    }
}
