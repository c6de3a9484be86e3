using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Logs;

/// <summary>A copy of few bytes, in the widest stores that there are and without a call.</summary>
internal static class WideCopy
{
    /// <exception cref="ArgumentException">The target is shorter.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        target = target[..source.Length];
        if (source.Length < Vector512<byte>.Count)
        {
            CopyWords(source, target);
            return;
        }

        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        nuint last = (nuint)(source.Length - Vector512<byte>.Count);
        for (nuint at = 0; at < last; at += (nuint)Vector512<byte>.Count)
        {
            Vector512.LoadUnsafe(ref from, at).StoreUnsafe(ref to, at);
        }

        Vector512.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWords(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (; source.Length >= sizeof(ulong); source = source[sizeof(ulong)..], target = target[sizeof(ulong)..])
        {
            MemoryMarshal.Write(target, MemoryMarshal.Read<ulong>(source));
        }

        for (int i = 0; i < source.Length; i++)
        {
            target[i] = source[i];
        }
    }
}
