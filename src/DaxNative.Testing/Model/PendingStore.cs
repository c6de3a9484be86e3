namespace DaxNative.Testing;

/// <summary>A part of a store that is not durable yet and that one unit of the memory takes at once or in pieces.</summary>
internal struct PendingStore
{
    /// <summary>What keeps program order among its stores: a line, a word past the caches, a page, or all of the memory.</summary>
    internal int Unit;

    /// <summary>The event that stored it.</summary>
    internal int Event;

    internal int Writer;

    /// <summary>Its words, within the pending stores' own.</summary>
    internal int FirstWord;

    internal int WordCount;

    /// <summary>A bit for each writer that has flushed it.</summary>
    internal ulong FlushedBy;

    /// <summary>Whether a flush by another thread does not reach it: it waits in the buffers of its writer's CPU.</summary>
    internal bool IsUnordered;

    /// <summary>Whether it comes whole or not at all (a page).</summary>
    internal bool IsWhole;

    /// <summary>In how many ways it can have come in part or in full; 0 when it changed nothing.</summary>
    internal readonly ulong Ways => WordCount == 0 ? 0 : IsWhole ? 1 : (1UL << Pieces) - 1;

    /// <summary>How many pieces of it come independently.</summary>
    internal readonly int Pieces => Math.Min(WordCount, MostPieces);

    /// <summary>A store of more words than this (only where memory is one unit) comes in as many runs of words.</summary>
    internal const int MostPieces = 40;

    /// <summary>Whether a choice of pieces contains a word.</summary>
    internal readonly bool Contains(ulong choice, int word) =>
        IsWhole ? choice != 0 : ((choice >> (WordCount <= MostPieces ? word : (int)((long)word * MostPieces / WordCount))) & 1) != 0;
}
