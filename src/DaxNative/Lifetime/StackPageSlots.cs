using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>
/// Slots found by the page of the stack that the caller runs on, without a call: at any moment a page of stack belongs to
/// one thread, and so does the slot of that page. Thread-local storage would be a call into the C library, because the
/// runtime is a library that was loaded later.
/// </summary>
internal static unsafe class StackPageSlots
{
    /// <summary>
    /// Places in the table. A thread calls from a few pages, and pages whose threads have ended stay, so this serves a process in
    /// whose life some thousand threads called; who finds no place uses <see cref="ThreadSlot"/>. What nobody claimed takes no memory.
    /// </summary>
    internal const int Count = 1 << CountLog2;

    /// <summary>Places that a page may have: those of its group, its own first.</summary>
    internal const int Probes = 8;

    private const int CountLog2 = 14;
    private const int Groups = Count / Probes;

    // The smallest that Linux has: stacks of two threads never share one.
    private const int PageLog2 = 12;

    // Never freed. An owner is entered once and for good: a thread that has just compared it must be able to rely on it.
    // When its thread ends, the page goes to another thread's stack or to none, and the slot with it.
    private static readonly Place* s_places = CreateTable();

    private static nuint s_noted;

    /// <summary>The slot of the page that the caller's frame lies on.</summary>
    internal static ref long Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Unsafe.SkipInit(out byte here);

            // SAFETY: only the address of the local is used; HomeOf stays within the table.
            nuint page = (nuint)(&here) >> PageLog2;
            Place* home = s_places + HomeOf(page);
            return ref home->Page == page ? ref home->MappingId : ref Find(s_places, page);
        }
    }

    /// <summary>
    /// The same, or a null reference where it takes a call to find: then the page is noted, for <see cref="ClaimNoted"/>. In a
    /// method that calls nothing in its midst, little has to be kept on the stack.
    /// </summary>
    internal static ref long CurrentOrNull
    {
        // Else the local below is cleared each time where this is inlined into a loop.
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Unsafe.SkipInit(out byte here);

            // SAFETY: as above.
            nuint page = (nuint)(&here) >> PageLog2;
            Place* place = s_places + HomeOf(page);
            if (place->Page != page)
            {
                place = Probe(place, 1);
                if (place->Page != page)
                {
                    s_noted = page;
                    return ref Unsafe.NullRef<long>();
                }
            }

            return ref place->MappingId;
        }
    }

    /// <summary>Claims a place for the page that was noted last, whose ever it is: a place serves whoever runs on its page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ClaimNoted()
    {
        if (s_noted != 0)
        {
            ClaimNotedPage();
        }
    }

    internal static void WaitUntilFree(long mappingId)
    {
        for (int i = 0; i < Groups / 64; i++)
        {
            for (ulong claimed = Volatile.Read(ref ClaimedOf(s_places)[i]); claimed != 0; claimed &= claimed - 1)
            {
                int group = (64 * i) + BitOperations.TrailingZeroCount(claimed);
                for (int place = group * Probes; place < (group + 1) * Probes; place++)
                {
                    HazardSlot.WaitUntilFree(ref s_places[place].MappingId, mappingId);
                }
            }
        }
    }

    /// <summary>Makes a table, which is never freed.</summary>
    internal static Place* CreateTable()
    {
        // A cache line each, so that no two threads write to the same one. Not cleared here: that would touch all of it.
        nuint group = Probes * (nuint)sizeof(Place);
        byte* memory = (byte*)NativeMemory.AllocZeroed((Groups * group) + (Groups / 8) + group);
        return (Place*)(((nuint)memory + group - 1) & ~(group - 1));
    }

    /// <summary>Finds or claims the place of a page; without one, the thread's own slot.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ref long Find(Place* places, nuint page)
    {
        Place* home = places + HomeOf(page);
        MarkClaimed(places, HomeOf(page) / Probes);
        for (int i = 0; i < Probes; i++)
        {
            Place* place = Probe(home, i);

            // A locked instruction, once in the life of a page that found its place at home.
            nuint owner = place->Page == 0 ? Interlocked.CompareExchange(ref place->Page, page, 0) : place->Page;
            if (owner == 0 || owner == page)
            {
                return ref place->MappingId;
            }
        }

        return ref ThreadSlot.Current;
    }

    /// <summary>A bit for each group in which a place was ever claimed; behind the places.</summary>
    internal static ulong* ClaimedOf(Place* places) => (ulong*)(places + Count);

    // Before the claim: whoever announces a mapping in a place was preceded by the bit that leads Dispose there.
    private static void MarkClaimed(Place* places, int group)
    {
        ref ulong word = ref ClaimedOf(places)[group / 64];
        ulong bit = 1UL << (group % 64);
        if ((Volatile.Read(ref word) & bit) == 0)
        {
            Interlocked.Or(ref word, bit);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ClaimNotedPage()
    {
        nuint page = Interlocked.Exchange(ref s_noted, 0);
        if (page != 0)
        {
            _ = Find(s_places, page);
        }
    }

    // Those of a group of eight, its own first. By the address, because a number would have to be kept beside it for the rare case.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Place* Probe(Place* home, int probe) => (Place*)((nuint)home ^ (nuint)(probe * sizeof(Place)));

    // Multiplicative (Fibonacci) hashing: stacks lie at regular distances, which a mask alone would map onto each other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HomeOf(nuint page) => (int)(((ulong)page * 0x9E37_79B9_7F4A_7C15) >> (64 - CountLog2));

    /// <summary>A page of stack and the mapping that the thread on it works on; 0 is none of either.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct Place
    {
        internal nuint Page;
        internal long MappingId;
    }
}
