using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Stores whole units of 8 bytes past the caches: whole lines by vectors, the parts of lines at both ends unit by unit
/// (MOVNTI). A fence by the same thread makes them durable; they need no flush.
/// </summary>
internal static unsafe class NonTemporalKernel<TSource, TStores, TVector>
    where TSource : struct, IStoreSource<TSource>
    where TStores : IWideStores<TVector>
    where TVector : unmanaged
{
    private const nuint Unit = StoredParts.Unit;

    /// <summary>
    /// Stores; destination and length are multiples of a unit. Source and destination may overlap when the order is the
    /// right one.
    /// </summary>
    /// <remarks>Optimised from the first call on, because a program's first gigabyte may be one call.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Store(byte* to, TSource source, nuint length, StoreOrder order)
    {
        // SAFETY: the caller guarantees that the destination is mapped and that the source gives length bytes.
        nuint begin = Math.Min((0 - (nuint)to) & (StoredParts.Line - 1), length);
        nuint end = begin + ((length - begin) & ~(StoredParts.Line - 1));
        if (order == StoreOrder.Descending)
        {
            UnitsDescending(to, source, end, length);
            LinesDescending(to, source, begin, end);
            UnitsDescending(to, source, 0, begin);
        }
        else
        {
            UnitsAscending(to, source, 0, begin);
            LinesAscending(to, source, begin, end);
            UnitsAscending(to, source, end, length);
        }
    }

    // Four vectors at a time: the loads of one line need not wait for the stores of the line before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LinesAscending(byte* to, TSource source, nuint at, nuint end)
    {
        nuint width = (nuint)sizeof(TVector);
        for (; end - at >= 4 * width; at += 4 * width)
        {
            TVector first = TStores.Load(source.At(at));
            TVector second = TStores.Load(source.At(at + width));
            TVector third = TStores.Load(source.At(at + 2 * width));
            TVector fourth = TStores.Load(source.At(at + 3 * width));
            TStores.StoreNonTemporal(to + at, first);
            TStores.StoreNonTemporal(to + at + width, second);
            TStores.StoreNonTemporal(to + at + 2 * width, third);
            TStores.StoreNonTemporal(to + at + 3 * width, fourth);
        }

        for (; at != end; at += width)
        {
            TStores.StoreNonTemporal(to + at, TStores.Load(source.At(at)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LinesDescending(byte* to, TSource source, nuint begin, nuint at)
    {
        while (at != begin)
        {
            at -= (nuint)sizeof(TVector);
            TStores.StoreNonTemporal(to + at, TStores.Load(source.At(at)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UnitsAscending(byte* to, TSource source, nuint at, nuint end)
    {
        for (; at != end; at += Unit)
        {
            Sse2.X64.StoreNonTemporal((ulong*)(to + at), Unsafe.ReadUnaligned<ulong>(source.At(at)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UnitsDescending(byte* to, TSource source, nuint begin, nuint at)
    {
        while (at != begin)
        {
            at -= Unit;
            Sse2.X64.StoreNonTemporal((ulong*)(to + at), Unsafe.ReadUnaligned<ulong>(source.At(at)));
        }
    }
}
