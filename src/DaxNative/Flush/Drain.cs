using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Waits for this thread's flushes and non-temporal stores: SFENCE (Intel SDM vol. 2). It is also what keeps the JIT
/// from moving a later store before the flush.
/// </summary>
internal static class Drain
{
    // Off x86-64 no mapping is finer than a page, so nothing is lost by not having a fence here yet.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fence()
    {
        if (Sse.IsSupported)
        {
            Sse.StoreFence();
        }
        else
        {
            Thread.MemoryBarrier();
        }
    }
}
