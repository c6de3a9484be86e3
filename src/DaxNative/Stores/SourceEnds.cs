using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>
/// Loads the first and the last byte of what a user wants copied, before the thread announces its work: what can throw, throws
/// here, and not while Dispose waits for the announcement.
/// </summary>
/// <remarks>
/// A load that fails ends the process, unless the runtime takes the address for a null reference: the first page, and on x86-64
/// what is no canonical address (the kernel then reports address 0). Neither kind lies between two bytes of a span that can be
/// loaded, because a span is not long enough to reach from one half of the address space into the other.
/// </remarks>
internal static class SourceEnds
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Touch(ReadOnlySpan<byte> source)
    {
        if (source.Length != 0)
        {
            // Volatile, so that they are neither left out nor moved behind the announcement.
            ref byte first = ref MemoryMarshal.GetReference(source);
            _ = Volatile.Read(ref first);
            _ = Volatile.Read(ref Unsafe.Add(ref first, (nuint)(uint)source.Length - 1));
        }
    }
}
