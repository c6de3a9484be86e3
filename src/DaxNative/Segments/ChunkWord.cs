namespace DaxNative;

/// <summary>
/// Whose a chunk is, in the eight bytes that a power cut keeps whole: 40 bits for the segment's id, 24 for which of its chunks it is. A chunk
/// whose word names no segment that is there is free: so a deletion is one store, of the entry's id.
/// </summary>
/// <param name="Id">The segment's; 0 for nobody's.</param>
/// <param name="Index">Which of its chunks, from 0.</param>
internal readonly record struct ChunkWord(long Id, int Index)
{
    internal const long MostId = (1L << (64 - IndexBits)) - 1;
    internal const int MostIndex = (1 << IndexBits) - 1;

    private const int IndexBits = 24;

    internal long Value => (Id << IndexBits) | (long)Index;

    internal static ChunkWord Of(long value) => new((long)((ulong)value >> IndexBits), (int)(value & MostIndex));
}
