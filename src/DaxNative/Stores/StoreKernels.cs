using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Copies and fills by the widest stores that the CPU has, and the runtime was not told to leave alone. The JIT knows
/// which those are, so of each choice below only one branch is left in the machine code. Nothing here flushes or fences.
/// </summary>
internal static unsafe class StoreKernels
{
    /// <summary>Whether there are non-temporal stores.</summary>
    internal static bool HasNonTemporal => Sse2.X64.IsSupported;

    /// <summary>Copies by ordinary stores.</summary>
    internal static void Copy(byte* to, byte* from, nuint length, StoreOrder order) =>
        Store(to, new CopySource(from), length, order);

    /// <summary>Copies whole units by non-temporal stores.</summary>
    internal static void CopyNonTemporal(byte* to, byte* from, nuint length, StoreOrder order) =>
        StoreNonTemporal(to, new CopySource(from), length, order);

    /// <summary>Fills by ordinary stores.</summary>
    internal static void Fill(byte* to, byte value, nuint length)
    {
        // SAFETY: the line outlives the call, and every load is within it.
        Vector512<byte> line = Vector512.Create(value);
        Store(to, new FillSource((byte*)&line), length, StoreOrder.Any);
    }

    /// <summary>Fills whole units by non-temporal stores.</summary>
    internal static void FillNonTemporal(byte* to, byte value, nuint length)
    {
        Vector512<byte> line = Vector512.Create(value);
        StoreNonTemporal(to, new FillSource((byte*)&line), length, StoreOrder.Any);
    }

    /// <summary>In which order a copy loads every byte before it overwrites it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static StoreOrder OrderOf(byte* to, byte* from, nuint length)
    {
        if ((nuint)(to - from) < length)
        {
            return StoreOrder.Descending;
        }

        return (nuint)(from - to) < length ? StoreOrder.Ascending : StoreOrder.Any;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSource>(byte* to, TSource source, nuint length, StoreOrder order)
        where TSource : struct, IStoreSource<TSource>
    {
        if (Avx512F.IsSupported)
        {
            OrdinaryKernel<TSource, Avx512Stores, Vector512<byte>>.Store(to, source, length, order);
        }
        else if (Avx.IsSupported)
        {
            OrdinaryKernel<TSource, AvxStores, Vector256<byte>>.Store(to, source, length, order);
        }
        else
        {
            OrdinaryKernel<TSource, Sse2Stores, Vector128<byte>>.Store(to, source, length, order);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreNonTemporal<TSource>(byte* to, TSource source, nuint length, StoreOrder order)
        where TSource : struct, IStoreSource<TSource>
    {
        // The cores that take parts of lines well take whole lines a little better in halves: by up to 3 % from 8 MiB on.
        if (Avx512F.IsSupported && !NonTemporalChoice.PartsOfLines)
        {
            NonTemporalKernel<TSource, Avx512Stores, Vector512<byte>>.Store(to, source, length, order);
        }
        else if (Avx.IsSupported)
        {
            NonTemporalKernel<TSource, AvxStores, Vector256<byte>>.Store(to, source, length, order);
        }
        else
        {
            NonTemporalKernel<TSource, Sse2Stores, Vector128<byte>>.Store(to, source, length, order);
        }
    }
}
