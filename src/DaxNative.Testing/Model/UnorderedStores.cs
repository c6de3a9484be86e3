namespace DaxNative.Testing;

/// <summary>
/// Which of the library's stores go past the caches on some CPU. Those that may count as unordered, whatever CPU the test
/// runs on: so a test that passes here passes for all of them, and finds the same everywhere.
/// </summary>
internal static class UnorderedStores
{
    internal static bool IsPossible(long offset, long length, StoreOptions options)
    {
        if ((options & (StoreOptions.NoFlush | StoreOptions.Temporal)) != 0)
        {
            return false;
        }

        return (options & StoreOptions.NonTemporal) != 0
            || NonTemporalChoice.IsFasterPastTheCaches((nuint)offset, (nuint)length, partsOfLines: true)
            || NonTemporalChoice.IsFasterPastTheCaches((nuint)offset, (nuint)length, partsOfLines: false);
    }

    /// <summary>The words of such a store that are units of their own; the rest goes through the cache.</summary>
    internal static (int From, int To) Body(long offset, long length)
    {
        // The body of units is the larger of the two that the library has.
        StoredParts parts = StoredParts.Of((nuint)offset, (nuint)length, bodyOfUnits: true);
        long from = offset + (long)parts.Head;
        return ((int)(from / Lines.WordSize), (int)((from + (long)parts.Body) / Lines.WordSize));
    }
}
