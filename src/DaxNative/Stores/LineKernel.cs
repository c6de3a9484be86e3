using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Stores a header and a payload as one run of whole lines, with zeros behind them: each line is put together in a register and
/// stored once. Gathered in memory first, a line could not be loaded before its parts have left the CPU's store buffer, and they
/// leave it only after the fence before.
/// </summary>
internal static unsafe class LineKernel
{
    private const nuint Line = StoredParts.Line;
    private const int Half = 32;
    private const int Quarter = 16;

    /// <summary>How many bytes of lines a header and a payload take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long LengthOf(int header, int payload) => ((long)header + payload + (long)Line - 1) & -(long)Line;

    /// <summary>Whether <see cref="StoreInline"/> can store a payload of some length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsInline(int payload) => HasInline && payload >= Quarter;

    internal static bool HasInline => Avx512BW.IsSupported && Avx512Vbmi.VL.IsSupported;

    /// <summary>Whether a line begins here.</summary>
    internal static bool IsLine(byte* to) => ((nuint)to & (Line - 1)) == 0;

    /// <summary>Stores past the caches, with a header of 32 bytes. Nothing here fences.</summary>
    /// <remarks>
    /// By references, because to pin is to store: behind a fence that is not over yet every store to the stack takes a place in the
    /// CPU's store buffer, and when that is full nothing goes on.
    /// </remarks>
    /// <param name="to">Where the first line begins.</param>
    /// <param name="first">The header.</param>
    /// <param name="payload">Overlaps nothing of the lines.</param>
    /// <param name="length">Of the payload, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreInline(byte* to, Vector256<byte> first, ref byte payload, nuint length)
    {
        // SAFETY: every load is within the payload.
        if (length < Half)
        {
            Avx512F.StoreAlignedNonTemporal(to, Avx512F.InsertVector256(first.ToVector512Unsafe(), Short(ref payload, length), 1));
            return;
        }

        Avx512F.StoreAlignedNonTemporal(to, Avx512F.InsertVector256(first.ToVector512Unsafe(), Vector256.LoadUnsafe(ref payload), 1));
        StoreRest(to + Line, ref payload, Half, length);
    }

    /// <summary>Stores what remains of a payload from some byte on, and zeros; the payload has 32 bytes or more.</summary>
    /// <remarks>
    /// A line by two loads: behind a header of 32 bytes it would be loaded across two lines of a payload that begins with a line, and
    /// if that was put together in memory a moment ago, no store holds all of it. So it would wait until both have left the CPU.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreRest(byte* to, ref byte payload, nuint at, nuint length)
    {
        for (; length - at >= Line; at += Line, to += Line)
        {
            Vector256<byte> lower = Vector256.LoadUnsafe(ref payload, at);
            Avx512F.StoreAlignedNonTemporal(to, Avx512F.InsertVector256(lower.ToVector512Unsafe(), Vector256.LoadUnsafe(ref payload, at + Half), 1));
        }

        if (length - at == Half)
        {
            // What a payload of whole lines leaves.
            Avx512F.StoreAlignedNonTemporal(to, Vector256.LoadUnsafe(ref payload, at).ToVector512());
        }
        else if (at != length)
        {
            Avx512F.StoreAlignedNonTemporal(to, Rest(ref payload, length, length - at));
        }
    }

    /// <summary>A payload of 16 to 31 bytes, and zeros: its first 16, and behind them those of its last 16 that remain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Short(ref byte payload, nuint length)
    {
        Vector128<byte> last = Vector128.LoadUnsafe(ref payload, length - Quarter);
        Vector128<byte> moved = Avx512Vbmi.VL.PermuteVar16x8(last, Vector128<byte>.Indices + Vector128.Create((byte)(Half - length)));
        Vector128<byte> upper = moved & Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)(length - Quarter)));
        return Avx2.InsertVector128(Vector128.LoadUnsafe(ref payload).ToVector256Unsafe(), upper, 1);
    }

    /// <summary>
    /// The last bytes of a payload and zeros, by a load that ends where the payload ends: up to 63 of one of 64 or more, up to 32 of
    /// one of 32 or more.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Rest(ref byte payload, nuint length, nuint count)
    {
        Vector512<byte> isRest = FirstBytes(count);
        if (length >= Line)
        {
            Vector512<byte> last = Vector512.LoadUnsafe(ref payload, length - Line);
            return Avx512Vbmi.PermuteVar64x8(last, Vector512<byte>.Indices + Vector512.Create((byte)(Line - count))) & isRest;
        }

        Vector256<byte> lastHalf = Vector256.LoadUnsafe(ref payload, length - Half);
        return Avx512Vbmi.VL.PermuteVar32x8(lastHalf, Vector256<byte>.Indices + Vector256.Create((byte)(Half - count))).ToVector512() & isRest;
    }

    /// <summary>Stores the last bytes of a payload of a line or more, and zeros, and continues a checksum over what was loaded.</summary>
    internal static uint StoreRestChecked(byte* to, ref byte payload, nuint length, nuint count, uint checksum)
    {
        Vector512<byte> rest = Rest(ref payload, length, count);
        Avx512F.StoreAlignedNonTemporal(to, rest);

        // In one store, so that every load of a word finds all it wants in the CPU's store buffer.
        Vector512<byte> copy = rest;
        return Crc32C.AppendShort(checksum, new ReadOnlySpan<byte>(&copy, (int)count));
    }

    /// <summary>Stores past the caches.</summary>
    /// <param name="to">Where the first line begins.</param>
    /// <param name="header">1 to 64 bytes.</param>
    /// <param name="headerLength">In bytes.</param>
    /// <param name="payload">Overlaps nothing of the lines.</param>
    /// <param name="payloadLength">In bytes.</param>
    internal static void StoreNonTemporal(byte* to, byte* header, nuint headerLength, byte* payload, nuint payloadLength)
    {
        if (Avx512BW.IsSupported && headerLength >= Half && headerLength % sizeof(ulong) == 0)
        {
            StoreByMasks(to, header, headerLength, payload, payloadLength);
        }
        else
        {
            StoreGathered(to, header, headerLength, payload, payloadLength, nonTemporal: true);
        }
    }

    /// <summary>Stores into the caches; the caller flushes.</summary>
    internal static void Store(byte* to, byte* header, nuint headerLength, byte* payload, nuint payloadLength) =>
        StoreGathered(to, header, headerLength, payload, payloadLength, nonTemporal: false);

    // SAFETY: a masked load does not touch what its mask leaves out (Intel SDM vol. 1, 15.6.4). The payload is loaded from where the
    // line would begin if the header stood before it in memory.
    private static void StoreByMasks(byte* to, byte* header, nuint headerLength, byte* payload, nuint payloadLength)
    {
        byte* from = payload - headerLength;
        nuint end = Math.Min(headerLength + payloadLength, Line);
        Vector512<byte> payloadMask = FirstBytes(end) & ~FirstBytes(headerLength);
        Avx512F.StoreAlignedNonTemporal(to, Avx512BW.MaskLoad(from, payloadMask, Header(header, headerLength)));
        StoreLines(to + Line, from + Line, headerLength + payloadLength - end);
    }

    // Four at a time, as the kernel of whole copies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLines(byte* to, byte* from, nuint length)
    {
        for (; length >= 4 * Line; length -= 4 * Line, to += 4 * Line, from += 4 * Line)
        {
            Vector512<byte> first = Vector512.Load(from);
            Vector512<byte> second = Vector512.Load(from + Line);
            Vector512<byte> third = Vector512.Load(from + 2 * Line);
            Vector512<byte> fourth = Vector512.Load(from + 3 * Line);
            Avx512F.StoreAlignedNonTemporal(to, first);
            Avx512F.StoreAlignedNonTemporal(to + Line, second);
            Avx512F.StoreAlignedNonTemporal(to + 2 * Line, third);
            Avx512F.StoreAlignedNonTemporal(to + 3 * Line, fourth);
        }

        for (; length >= Line; length -= Line, to += Line, from += Line)
        {
            Avx512F.StoreAlignedNonTemporal(to, Vector512.Load(from));
        }

        if (length != 0)
        {
            Avx512F.StoreAlignedNonTemporal(to, Avx512BW.MaskLoad(from, FirstBytes(length), Vector512<byte>.Zero));
        }
    }

    // By the loads that a header was most likely stored by: one of 32 bytes and words. Others would wait for the stores.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Header(byte* header, nuint length)
    {
        Vector256<byte> lower = Vector256.Load(header);
        ulong* words = (ulong*)(header + Half);
        Vector256<ulong> upper = length switch
        {
            Half => Vector256<ulong>.Zero,
            40 => Vector256.CreateScalar(words[0]),
            48 => Vector256.Create(words[0], words[1], 0, 0),
            56 => Vector256.Create(words[0], words[1], words[2], 0),
            _ => Vector256.Create(words[0], words[1], words[2], words[3]),
        };
        return Vector512.Create(lower, upper.AsByte());
    }

    /// <summary>A mask of the first bytes of a line, up to 63.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> FirstBytes(nuint count) =>
        Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)count));

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static void StoreGathered(byte* to, byte* header, nuint headerLength, byte* payload, nuint payloadLength, bool nonTemporal)
    {
        byte* line = stackalloc byte[(int)Line];
        nuint inFirst = Math.Min(Line - headerLength, payloadLength);
        Unsafe.CopyBlockUnaligned(line, header, (uint)headerLength);
        StoreLine(to, line, headerLength, payload, inFirst, nonTemporal);
        nuint whole = (payloadLength - inFirst) & ~(Line - 1);
        nuint rest = payloadLength - inFirst - whole;
        StoreWhole(to + Line, payload + inFirst, whole, nonTemporal);
        if (rest != 0)
        {
            StoreLine(to + Line + whole, line, 0, payload + inFirst + whole, rest, nonTemporal);
        }
    }

    private static void StoreLine(byte* to, byte* line, nuint filled, byte* from, nuint length, bool nonTemporal)
    {
        Unsafe.CopyBlockUnaligned(line + filled, from, (uint)length);
        Unsafe.InitBlockUnaligned(line + filled + length, 0, (uint)(Line - filled - length));
        StoreWhole(to, line, Line, nonTemporal);
    }

    private static void StoreWhole(byte* to, byte* from, nuint length, bool nonTemporal)
    {
        if (nonTemporal)
        {
            StoreKernels.CopyNonTemporal(to, from, length, StoreOrder.Any);
        }
        else
        {
            StoreKernels.Copy(to, from, length, StoreOrder.Any);
        }
    }
}
