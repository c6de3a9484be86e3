using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative;

// A record stored in whole lines; the buffers' WriteLines ends here.
public sealed unsafe partial class PersistentMapping
{
    // Whether nothing but the range is left to check for whole lines past the caches: not disposed, writable, cache-line
    // granularity, and no choice of the user's against it.
    private volatile bool _takesLines;

    /// <summary>Stores a header, a payload, and zeros up to the end of the line, and makes them as durable as the options leave it.</summary>
    /// <remarks>
    /// Never inlined: the caller would keep its own variables on the stack for it. What can be loaded and checked first is, so that
    /// little has to be kept: every store to the stack stands between the fence before and the stores of the lines.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void CopyLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options)
    {
        if (LineKernel.IsFast(header.Length) && (options & ~StoreOptions.NoDrain) == 0)
        {
            Vector256<byte> first = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(header));
            CheckRange(offset, LineKernel.LengthOf(Vector256<byte>.Count, payload.Length));
            byte* to = _address + offset;
            if (LineKernel.IsLine(to) && !IsWithin(payload))
            {
                // SAFETY: the range is checked, and the slot keeps it mapped.
                HazardSlot slot = HazardSlot.Current;
                slot.Enter(_id);
                if (_takesLines)
                {
                    LineKernel.StoreFast(to, first, ref MemoryMarshal.GetReference(payload), (nuint)payload.Length);
                    if (options == StoreOptions.None)
                    {
                        DaxNative.Drain.Fence();
                    }

                    slot.Exit();
                    return;
                }

                slot.Exit();
            }
        }

        if (!LineKernel.IsFast(header.Length, payload.Length) || !TryCopyLongHeader(offset, header, payload, options))
        {
            CopyAnyLines(offset, header, payload, options);
        }
    }

    // As CopyLines, for a header of a word more.
    private bool TryCopyLongHeader(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options)
    {
        Vector256<byte> first = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(header));
        ulong word = MemoryMarshal.Read<ulong>(header[Vector256<byte>.Count..]);
        CheckRange(offset, LineKernel.LengthOf(header.Length, payload.Length));
        byte* to = _address + offset;
        if ((options & ~StoreOptions.NoDrain) != 0 || !LineKernel.IsLine(to) || IsWithin(payload))
        {
            return false;
        }

        // SAFETY: the range is checked, and the slot keeps it mapped.
        HazardSlot slot = HazardSlot.Current;
        slot.Enter(_id);
        bool takesLines = _takesLines;
        if (takesLines)
        {
            LineKernel.StoreFastWithWord(to, first, word, ref MemoryMarshal.GetReference(payload), (nuint)payload.Length);
            DrainStored(options);
        }

        slot.Exit();
        return takesLines;
    }

    // Called once, when all that it depends on is known.
    private void PrepareLines() => _takesLines = !IsReadOnly && _hot == HotPath.CacheLine && StoreKernels.HasNonTemporal && Stores.NonTemporal.TakesLines(0);

    // Also what only touches the mapping.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWithin(ReadOnlySpan<byte> source)
    {
        // SAFETY: compared, never read; what the garbage collector moves lies outside before and after.
        byte* from = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(source));
        return (nuint)(from + source.Length - _address) < (nuint)(Length + source.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CopyAnyLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options)
    {
        long length = LineKernel.LengthOf(header.Length, payload.Length);
        CheckWritable(offset, length);
        CheckOptions(options);

        // SAFETY: the range is checked, the slot or the pin keeps it mapped, and the sources are pinned.
        fixed (byte* head = header)
        fixed (byte* body = payload)
        {
            byte* to = _address + offset;
            CheckLines(to, header.Length, body, payload.Length, length);
            if (_hot == HotPath.None)
            {
                ColdLines(offset, header, payload, length, options);
                return;
            }

            HazardSlot slot = HazardSlot.Current;
            Enter(slot);
            if (IsNonTemporal(to, length, options))
            {
                LineKernel.StoreNonTemporal(to, head, (nuint)header.Length, body, (nuint)payload.Length);
            }
            else
            {
                LineKernel.Store(to, head, (nuint)header.Length, body, (nuint)payload.Length);
                FlushStored(offset, length, options);
            }

            DrainStored(options);
            slot.Exit();
        }
    }

    private static void CheckLines(byte* to, int header, byte* payload, int payloadLength, long length)
    {
        if (((nuint)to & (StoredParts.Line - 1)) != 0 || (uint)(header - 1) >= (uint)StoredParts.Line)
        {
            ThrowNotLines(header);
        }

        // A line may be stored before the payload that it overwrites was loaded.
        if ((nuint)(payload + payloadLength - to) - 1 < (nuint)(length + payloadLength) - 1 && payloadLength != 0)
        {
            ThrowOverlap();
        }
    }

    [DoesNotReturn]
    private static void ThrowNotLines(int header) => throw new ArgumentException(header is > 0 and <= (int)StoredParts.Line
        ? $"The offset is not a multiple of {StoredParts.Line} within the mapping's memory."
        : $"The header has {header} bytes; it must have 1 to {StoredParts.Line}.");

    [DoesNotReturn]
    private static void ThrowOverlap() => throw new ArgumentException("The payload overlaps the lines that it is to be stored in; copy it first.");

    private void ColdLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, long length, StoreOptions options)
    {
        AcquirePin();
        try
        {
            header.CopyTo(Target(offset, header.Length));
            payload.CopyTo(Target(offset + header.Length, payload.Length));
            Target(offset + header.Length + payload.Length, (int)(length - header.Length - payload.Length)).Clear();
            ColdFinish(offset, length, (options & StoreOptions.Temporal) == 0 ? options | StoreOptions.NonTemporal : options);
        }
        finally
        {
            ReleasePin();
        }
    }
}
