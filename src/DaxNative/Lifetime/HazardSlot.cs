using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>
/// Where a thread announces the mapping that it is working on, so that Dispose can wait for it. Entering is a plain
/// store, no locked instruction: one of those would wait for every pending CLWB.
/// </summary>
/// <remarks>
/// The reader's side is "announce, then look at the flag"; without a fence the two could pass each other. Dispose pays
/// for both sides: it sets the flag, then runs a barrier on every CPU of the process, then looks at the slots. Library
/// operations never nest and never call user code, so one announcement a thread is enough. Between Enter and Exit nothing may
/// throw, or Dispose waits for ever: what a user hands in is read before (<c>SourceEnds</c>).
/// </remarks>
internal readonly ref struct HazardSlot
{
    // An id, not a reference: storing a reference would run the GC's write barrier.
    private readonly ref long _mappingId;

    private HazardSlot(ref long mappingId) => _mappingId = ref mappingId;

    /// <summary>A slot that nobody but this thread uses now.</summary>
    internal static HazardSlot Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(ref ThreadSlot.Current);
    }

    internal void Enter(long mappingId) => Volatile.Write(ref _mappingId, mappingId);

    internal void Exit() => Volatile.Write(ref _mappingId, 0);

    /// <summary>
    /// Returns when no thread works on the mapping any more. The caller has set the flag that turns newcomers away.
    /// </summary>
    internal static void WaitUntilFree(long mappingId)
    {
        Interlocked.MemoryBarrierProcessWide();
        ThreadSlot.WaitUntilFree(mappingId);
    }

    /// <summary>Waits for one slot.</summary>
    internal static void WaitUntilFree(ref long slot, long mappingId)
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref slot) == mappingId)
        {
            wait.SpinOnce();
        }
    }
}
