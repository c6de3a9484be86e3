using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DaxNative;

/// <summary>
/// Ordinary stores of a range. An aligned unit of 8 bytes that the range covers whole is stored whole before anything is
/// stored to a part of it; what is stored to a part of it afterwards is what is there already. So a power cut finds each
/// such unit old or new, wherever the range begins.
/// </summary>
internal static unsafe class OrdinaryKernel<TSource, TStores, TVector>
    where TSource : struct, IStoreSource<TSource>
    where TStores : IWideStores<TVector>
    where TVector : unmanaged
{
    private const nuint Unit = StoredParts.Unit;

    /// <summary>Stores; source and destination may overlap when the order is the right one.</summary>
    /// <remarks>Optimised from the first call on, because a program's first gigabyte may be one call.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Store(byte* to, TSource source, nuint length, StoreOrder order)
    {
        // SAFETY: the caller guarantees that the destination is mapped and that the source gives length bytes.
        if (length < Unit)
        {
            StoreLessThanAUnit(to, source, length);
            return;
        }

        if ((((nuint)to | length) & (Unit - 1)) == 0)
        {
            StoreUnits(to, source, length, order);
            return;
        }

        // The ends are loaded before the units are stored, because they may overlap, and stored after them.
        ulong first = Load<ulong>(source, 0);
        ulong last = Load<ulong>(source, length - Unit);
        nuint lead = (0 - (nuint)to) & (Unit - 1);
        StoreUnits(to + lead, source.From(lead), (length - lead) & ~(Unit - 1), order);
        Unsafe.WriteUnaligned(to, first);
        Unsafe.WriteUnaligned(to + length - Unit, last);
    }

    private static void StoreLessThanAUnit(byte* to, TSource source, nuint length)
    {
        if (length >= sizeof(uint))
        {
            StorePair<uint>(to, source, length);
        }
        else if (length >= sizeof(ushort))
        {
            StorePair<ushort>(to, source, length);
        }
        else if (length != 0)
        {
            *to = *source.At(0);
        }
    }

    // The destination and the length are multiples of a unit, and so is every place and width that is stored to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreUnits(byte* to, TSource source, nuint length, StoreOrder order)
    {
        if (length <= 16)
        {
            if (length != 0)
            {
                StorePair<ulong>(to, source, length);
            }
        }
        else if (length <= 32)
        {
            StorePair<Vector128<byte>>(to, source, length);
        }
        else if (length <= 64)
        {
            StorePair<Vector256<byte>>(to, source, length);
        }
        else if (length <= 128)
        {
            StoreTwoPairs<Vector256<byte>>(to, source, length);
        }
        else
        {
            StoreMany(to, source, length, order);
        }
    }

    // The vectors between the first and the last are aligned. Those two overlap with them, so they are loaded before
    // anything is stored.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreMany(byte* to, TSource source, nuint length, StoreOrder order)
    {
        nuint width = (nuint)sizeof(TVector);
        TVector first = TStores.Load(source.At(0));
        TVector last = TStores.Load(source.At(length - width));
        nuint begin = (0 - (nuint)to) & (width - 1);
        nuint end = begin + ((length - begin) & ~(width - 1));
        if (order == StoreOrder.Descending)
        {
            for (nuint at = end; at != begin;)
            {
                at -= width;
                TStores.Store(to + at, TStores.Load(source.At(at)));
            }
        }
        else
        {
            for (nuint at = begin; at != end; at += width)
            {
                TStores.Store(to + at, TStores.Load(source.At(at)));
            }
        }

        TStores.Store(to, first);
        TStores.Store(to + length - width, last);
    }

    // Both ends, overlapping in the middle: any length from one to two widths.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair<T>(byte* to, TSource source, nuint length)
        where T : unmanaged
    {
        nuint end = length - (nuint)sizeof(T);
        T first = Load<T>(source, 0);
        T last = Load<T>(source, end);
        Unsafe.WriteUnaligned(to, first);
        Unsafe.WriteUnaligned(to + end, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTwoPairs<T>(byte* to, TSource source, nuint length)
        where T : unmanaged
    {
        nuint width = (nuint)sizeof(T);
        T first = Load<T>(source, 0);
        T second = Load<T>(source, width);
        T third = Load<T>(source, length - 2 * width);
        T last = Load<T>(source, length - width);
        Unsafe.WriteUnaligned(to, first);
        Unsafe.WriteUnaligned(to + width, second);
        Unsafe.WriteUnaligned(to + length - 2 * width, third);
        Unsafe.WriteUnaligned(to + length - width, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Load<T>(TSource source, nuint offset)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(source.At(offset));
}
