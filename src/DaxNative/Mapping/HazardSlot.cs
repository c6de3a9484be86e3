namespace DaxNative;

/// <summary>
/// One thread's announcement of the mapping that it is working on, so that Dispose can wait for it. Entering is a
/// plain store, no locked instruction: one of those would wait for every pending CLWB.
/// </summary>
/// <remarks>
/// The reader's side is "announce, then look at the flag"; without a fence the two could pass each other. Dispose pays
/// for both sides: it sets the flag, then runs a barrier on every CPU of the process, then looks at the slots. Library
/// operations never nest and never call user code, so one announcement a thread is enough.
/// </remarks>
internal sealed class HazardSlot
{
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<HazardSlot>> s_slots = [];
    private static int s_pruneAt = 64;

    [ThreadStatic]
    private static HazardSlot? t_slot;

    // An id, not a reference: storing a reference would run the GC's write barrier.
    private long _mappingId;

    /// <summary>This thread's slot.</summary>
    internal static HazardSlot Current => t_slot ?? Create();

    internal void Enter(long mappingId) => Volatile.Write(ref _mappingId, mappingId);

    internal void Exit() => Volatile.Write(ref _mappingId, 0);

    /// <summary>
    /// Returns when no thread works on the mapping any more. The caller has set the flag that turns newcomers away.
    /// </summary>
    internal static void WaitUntilFree(long mappingId)
    {
        Interlocked.MemoryBarrierProcessWide();
        HazardSlot[] slots = Snapshot();
        foreach (HazardSlot slot in slots)
        {
            var wait = default(SpinWait);
            while (Volatile.Read(ref slot._mappingId) == mappingId)
            {
                wait.SpinOnce();
            }
        }
    }

    private static HazardSlot Create()
    {
        var slot = new HazardSlot();
        lock (s_gate)
        {
            if (s_slots.Count >= s_pruneAt)
            {
                s_slots.RemoveAll(static reference => !reference.TryGetTarget(out _));
                s_pruneAt = Math.Max(64, 2 * s_slots.Count);
            }

            // Weak, because a thread that ended takes its slot with it, and left every operation before.
            s_slots.Add(new WeakReference<HazardSlot>(slot));
        }

        t_slot = slot;
        return slot;
    }

    private static HazardSlot[] Snapshot()
    {
        lock (s_gate)
        {
            var alive = new List<HazardSlot>(s_slots.Count);
            foreach (WeakReference<HazardSlot> reference in s_slots)
            {
                if (reference.TryGetTarget(out HazardSlot? slot))
                {
                    alive.Add(slot);
                }
            }

            return [.. alive];
        }
    }
}
