namespace DaxNative;

/// <summary>
/// The addresses of disposed mappings. They stay reserved and inaccessible, so that a <see cref="Span{T}"/> kept past
/// Dispose fails fast instead of reaching memory that by then belongs to something else.
/// </summary>
/// <remarks>
/// Thread-safe. A range is given back, oldest first, only when its mapping object has been collected (nothing can make
/// a new span of it), and only where all ranges together exceed <see cref="MaxBytes"/> or <see cref="MaxRanges"/> (a span that
/// old would have to have stayed on a stack while all of these were opened and disposed), or where the addresses are needed:
/// a mapping could not be opened without them.
/// </remarks>
public static class ReservedAddressSpace
{
    /// <summary>How many bytes of address space stay reserved before the oldest ranges are given back: 8 TiB.</summary>
    internal const long MaxBytes = 8L << 40;

    /// <summary>How many ranges stay reserved before the oldest are given back.</summary>
    internal const int MaxRanges = 4096;

    private static readonly Lock s_gate = new();

    // In the order in which their mappings were disposed.
    private static readonly List<Tombstone> s_tombstones = [];
    private static long s_bytes;
    private static int s_ranges;
    private static int s_collectionsSeen = -1;

    /// <summary>Gets the bytes of address space (no memory) that disposed mappings hold now.</summary>
    public static long Bytes => Interlocked.Read(ref s_bytes);

    /// <summary>Gets the number of ranges that disposed mappings hold now.</summary>
    public static int Ranges => Volatile.Read(ref s_ranges);

    /// <summary>Keeps a range that has become inaccessible, for as long at least as the mapping object refers to what is returned.</summary>
    internal static object Hold(AddressReservation range)
    {
        object mark = new();
        Hold(range, mark);
        return mark;
    }

    /// <summary>Keeps a range that has become inaccessible, for as long at least as something refers to its mark.</summary>
    internal static void Hold(AddressReservation range, object mark)
    {
        lock (s_gate)
        {
            s_tombstones.Add(new Tombstone(range, new WeakReference<object>(mark, trackResurrection: true)));
            Count(range.Reserved, 1);

            // Without a collection since the last look, nothing more has been collected.
            int collections = GC.CollectionCount(0);
            if (collections != s_collectionsSeen && IsOver(MaxBytes, MaxRanges))
            {
                s_collectionsSeen = collections;
                GiveBack(MaxBytes, MaxRanges);
            }
        }
    }

    /// <summary>
    /// Calls what needs addresses; where it is refused with ENOMEM, gives back what nothing can make a span of, and calls again.
    /// </summary>
    /// <param name="call">Gives zero, or the errno.</param>
    /// <returns>What the last call gave.</returns>
    internal static int WithRoom(Func<int> call)
    {
        int errno = call();
        if (errno == Errno.ENOMEM && GiveBack())
        {
            errno = call();
        }

        if (errno == Errno.ENOMEM && Ranges > 0)
        {
            // Mappings that nothing refers to, but no collection has come by yet. The last resort, because everybody waits for it.
            GC.Collect();
            if (GiveBack())
            {
                errno = call();
            }
        }

        return errno;
    }

    /// <summary>Gives back every range whose mapping object has been collected; says whether there was one.</summary>
    private static bool GiveBack()
    {
        lock (s_gate)
        {
            return GiveBack(0, 0) > 0;
        }
    }

    private static int GiveBack(long bytes, int ranges) => s_tombstones.RemoveAll(tombstone =>
    {
        // Only tombstones are here: one that the kernel does not take stays one, and is tried again.
        if (!IsOver(bytes, ranges) || tombstone.Mark.TryGetTarget(out _) || tombstone.Range.Release() != 0)
        {
            return false;
        }

        Count(-tombstone.Range.Reserved, -1);
        return true;
    });

    private static bool IsOver(long bytes, int ranges) => s_bytes > bytes || s_ranges > ranges;

    private static void Count(long bytes, int ranges)
    {
        Interlocked.Add(ref s_bytes, bytes);
        Interlocked.Add(ref s_ranges, ranges);
    }

    private readonly record struct Tombstone(AddressReservation Range, WeakReference<object> Mark);
}
