namespace DaxNative;

/// <summary>
/// The mappings that were not disposed, by address. It keeps them from being collected, too: a span does not keep its
/// mapping alive, and the collection would close the descriptor that holds the lock while the memory is still in use.
/// </summary>
internal static class LiveMappings
{
    private static readonly Lock s_gate = new();
    private static readonly List<PersistentMapping> s_byAddress = [];

    internal static void Add(PersistentMapping mapping)
    {
        lock (s_gate)
        {
            s_byAddress.Insert(FirstAfter(mapping.Address), mapping);
        }
    }

    internal static void Remove(PersistentMapping mapping)
    {
        lock (s_gate)
        {
            s_byAddress.Remove(mapping);
        }
    }

    /// <summary>The mapping that an address belongs to, or null.</summary>
    internal static PersistentMapping? At(nuint address)
    {
        lock (s_gate)
        {
            int after = FirstAfter((nint)address);
            PersistentMapping? before = after == 0 ? null : s_byAddress[after - 1];
            return before is not null && (nint)address - before.Address < before.Length ? before : null;
        }
    }

    /// <summary>Those in a range of addresses, by address.</summary>
    internal static IReadOnlyList<PersistentMapping> In(ReservedRange range)
    {
        lock (s_gate)
        {
            return s_byAddress.FindAll(mapping => mapping.Place?.Range == range);
        }
    }

    private static int FirstAfter(nint address)
    {
        int low = 0;
        int high = s_byAddress.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = s_byAddress[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
