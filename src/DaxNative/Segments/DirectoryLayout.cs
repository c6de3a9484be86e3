namespace DaxNative;

/// <summary>Where what lies in a store's mapping: the identity, the state, entries, the words of the chunks, the chunks. Offsets and lengths in bytes.</summary>
/// <param name="EntryCount">How many segments it can name.</param>
/// <param name="ChunkSize">A power of two.</param>
/// <param name="ChunkCount">How many chunks there are.</param>
internal sealed record DirectoryLayout(int EntryCount, long ChunkSize, int ChunkCount)
{
    internal const long IdentityOffset = 0;

    /// <summary>The id that the next segment gets: stored durably before it is used, so that none is used twice.</summary>
    internal const long NextIdOffset = 64;

    /// <summary>Not zero while a process has the store open, and after one that did not close it.</summary>
    internal const long InUseOffset = 128;

    internal const long EntriesOffset = 256;
    internal const int EntrySize = 256;
    internal const long LeastChunk = 64;
    internal const long MostChunk = 1L << 30;
    internal const int MostEntries = 1 << 20;

    private const long DefaultChunk = 2L << 20;
    private const int DefaultEntries = 4096;

    /// <summary>Of a store of files: nothing but the identity and the state.</summary>
    internal static DirectoryLayout OfFolder { get; } = new(0, LeastChunk, 0);

    internal long WordsOffset => EntryOffset(EntryCount);

    /// <summary>Where the chunks begin, and the directory ends.</summary>
    internal long DataOffset => RoundUp(WordsOffset + ((long)ChunkCount * sizeof(long)), ChunkSize);

    /// <summary>Where the last chunk ends.</summary>
    internal long Length => DataOffset + (ChunkCount * ChunkSize);

    /// <summary>The layout that takes as much of a length as it can.</summary>
    /// <exception cref="DaxException"><see cref="DaxError.OutOfRange"/>: it is too short for a directory and one chunk.</exception>
    internal static DirectoryLayout For(string path, long length, SegmentStoreOptions options)
    {
        long chunk = options.ChunkSize == 0 ? DefaultChunk : options.ChunkSize;
        int entries = options.MostSegments != 0 ? options.MostSegments : (int)Math.Clamp(length / (chunk + sizeof(long) + EntrySize), 1, DefaultEntries);
        var layout = new DirectoryLayout(entries, chunk, (int)Math.Min(length / chunk, int.MaxValue));
        while (layout.ChunkCount > 0 && layout.Length > length)
        {
            long tooLong = layout.Length - length;
            layout = layout with { ChunkCount = (int)Math.Max(0, layout.ChunkCount - Math.Max(1, tooLong / (chunk + sizeof(long)))) };
        }

        return layout.ChunkCount > 0 ? layout : throw SegmentFailures.TooShort(path, length, (layout with { ChunkCount = 1 }).Length);
    }

    internal static long EntryOffset(int slot) => EntriesOffset + ((long)slot * EntrySize);

    internal long WordOffset(int chunk) => WordsOffset + ((long)chunk * sizeof(long));

    internal long ChunkOffset(int chunk) => DataOffset + (chunk * ChunkSize);

    private static long RoundUp(long value, long unit) => (value + unit - 1) & -unit;
}
