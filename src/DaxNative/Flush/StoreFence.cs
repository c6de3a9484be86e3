using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Waits for this thread's flushes and non-temporal stores: SFENCE on x86-64 (Intel SDM vol. 2), DSB SY on Arm64
/// (<see cref="Arm64StubEncoder.EncodeBarrier"/>). It is also what keeps the JIT from moving a later store before the flush.
/// </summary>
internal static unsafe class StoreFence
{
    private static delegate* unmanaged[SuppressGCTransition]<void> s_barrier;

    // On x86-64 the JIT leaves SFENCE alone of this.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Execute()
    {
#if DAXNATIVE_FAULTS
        if (Faults.Current == Fault.NoFence)
        {
            return;
        }
#endif
        if (FlushCounts.IsOn)
        {
            FlushCounts.AddFence();
        }

        if (Sse.IsSupported)
        {
            Sse.StoreFence();
        }
        else
        {
            Barrier();
        }
    }

    /// <summary>Makes sure, before anything relies on it, that there is a barrier to execute.</summary>
    /// <exception cref="DaxException">It is code, and the process may not map executable memory; or there is none.</exception>
    internal static void Prepare()
    {
        if (!Sse.IsSupported && s_barrier is null)
        {
            // SAFETY: a complete stub, in memory that is never unmapped or written again.
            s_barrier = (delegate* unmanaged[SuppressGCTransition]<void>)FlushStubs.Shared.Barrier();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Barrier()
    {
        Prepare();
        s_barrier();
    }
}
