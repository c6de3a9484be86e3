namespace DaxNative;

/// <summary>
/// The addresses of disposed mappings. They stay reserved and inaccessible, so that a <see cref="Span{T}"/> kept past
/// Dispose fails fast instead of reaching memory that by then belongs to something else.
/// </summary>
/// <remarks>
/// Thread-safe. A range is given back, oldest first, only when its mapping object has been collected (nothing can make
/// a new span of it) and the newer ranges exceed <see cref="MaxBytes"/> or <see cref="MaxRanges"/> (a span that old
/// would have to have stayed on a stack while all of these were opened and disposed).
/// </remarks>
public static class ReservedAddressSpace
{
    /// <summary>How many bytes of address space stay reserved before the oldest ranges are given back: 8 TiB.</summary>
    public const long MaxBytes = 8L << 40;

    /// <summary>How many ranges stay reserved before the oldest are given back.</summary>
    public const int MaxRanges = 4096;

    private static readonly Lock s_gate = new();
    private static readonly Queue<AddressReservation> s_collected = new();
    private static long s_bytes;
    private static int s_ranges;

    /// <summary>Gets the bytes of address space (no memory) that disposed mappings hold now.</summary>
    public static long Bytes => Interlocked.Read(ref s_bytes);

    /// <summary>Gets the number of ranges that disposed mappings hold now.</summary>
    public static int Ranges => Volatile.Read(ref s_ranges);

    /// <summary>Counts a range that has become inaccessible; the mapping object holds the token while it lives.</summary>
    internal static object Hold(AddressReservation range)
    {
        Interlocked.Add(ref s_bytes, range.Reserved);
        Interlocked.Increment(ref s_ranges);
        return new Token(range);
    }

    private static void MappingCollected(AddressReservation range)
    {
        lock (s_gate)
        {
            s_collected.Enqueue(range);
            while (s_collected.Count > 1 && (Bytes > MaxBytes || Ranges > MaxRanges))
            {
                AddressReservation oldest = s_collected.Dequeue();
                Interlocked.Add(ref s_bytes, -oldest.Reserved);
                Interlocked.Decrement(ref s_ranges);

                // Only tombstones are here: a failure would leave one more of them, which harms nothing.
                _ = oldest.Release();
            }
        }
    }

    /// <summary>Finalized when nothing can make a span of the mapping any more, because its object is unreachable.</summary>
    private sealed class Token(AddressReservation range)
    {
        ~Token() => MappingCollected(range);
    }
}
