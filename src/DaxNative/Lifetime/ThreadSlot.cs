using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>
/// The place where a thread announces its work, which goes with the thread. To find it is a call into the C library, because the
/// runtime is a library that was loaded later; beside a flush and a fence that cannot be measured.
/// </summary>
internal sealed class ThreadSlot
{
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<ThreadSlot>> s_slots = [];
    private static int s_pruneAt = 64;

    [ThreadStatic]
    private static ThreadSlot? t_slot;

    private Line _line;

    /// <summary>This thread's.</summary>
    internal static ref long Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref (t_slot ?? Create())._line.MappingId;
    }

    internal static void WaitUntilFree(long mappingId)
    {
        foreach (ThreadSlot slot in Snapshot())
        {
            HazardSlot.WaitUntilFree(ref slot._line.MappingId, mappingId);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadSlot Create()
    {
        var slot = new ThreadSlot();
        lock (s_gate)
        {
            if (s_slots.Count >= s_pruneAt)
            {
                s_slots.RemoveAll(static reference => !reference.TryGetTarget(out _));
                s_pruneAt = Math.Max(64, 2 * s_slots.Count);
            }

            // Weak, because a thread that ended takes its slot with it, and left every operation before.
            s_slots.Add(new WeakReference<ThreadSlot>(slot));
        }

        t_slot = slot;
        return slot;
    }

    private static ThreadSlot[] Snapshot()
    {
        lock (s_gate)
        {
            var alive = new List<ThreadSlot>(s_slots.Count);
            foreach (WeakReference<ThreadSlot> reference in s_slots)
            {
                if (reference.TryGetTarget(out ThreadSlot? slot))
                {
                    alive.Add(slot);
                }
            }

            return [.. alive];
        }
    }

    // A cache line to itself wherever the collector puts it: no two threads write to the same one.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Line
    {
        [FieldOffset(56)]
        internal long MappingId;
    }
}
