using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

// A record stored in whole lines; WriteCacheLines ends here.
public sealed unsafe partial class PersistentMapping
{
    // Whether nothing but the range is left to check for whole lines past the caches: not disposed, writable, cache-line
    // granularity, and no choice of the user's against it.
    private volatile bool _takesLines;

    /// <summary>Stores a header, a payload, and zeros up to the end of the line, and makes them as durable as the options leave it.</summary>
    internal void CopyLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options)
    {
        if (header.Length != Vector256<byte>.Count || !TryWriteCacheLines(offset, Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(header)), payload, options))
        {
            CopyAnyLines(offset, header, payload, options);
        }
    }

    /// <summary>
    /// Stores lines with a header of 32 bytes inline, if that is possible: with what nearly every append needs, and no call but the
    /// one that finds the thread's slot. Every store to the stack stands between the fence before and the stores of the lines, and around
    /// a call the caller keeps there what lives past it. For the first line of a method that calls <see cref="WriteCacheLines"/> where
    /// this returns false.
    /// </summary>
    /// <returns>
    /// Whether everything is done; else nothing is. True needs cache-line granularity, a CPU with AVX-512 (VBMI), a payload of 16 bytes or
    /// more outside the mapping, and no option but <see cref="StoreOptions.NoDrain"/>; a mapping that is disposed is false as well.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryWriteCacheLines(long offset, Vector256<byte> header, ReadOnlySpan<byte> payload, StoreOptions options = StoreOptions.None)
    {
        if (!LineKernel.IsInline(payload.Length) || !AreLines(offset, LineKernel.LengthOf(Vector256<byte>.Count, payload.Length), payload, options)
            || !TryEnterLines(out HazardSlot slot, payload))
        {
            return false;
        }

        // SAFETY: the range is checked, and the slot keeps it mapped.
        LineKernel.StoreInline(_address + offset, header, ref MemoryMarshal.GetReference(payload), (nuint)payload.Length);
        DrainStored(options);
        slot.Exit();
        return true;
    }

    /// <summary>
    /// Has the CPU look up where a page lies that will be stored to soon, and load the line there: a first store to a page of 4 KiB waits
    /// for that otherwise, often behind a fence. A hint: where the offset is not within the mapping, or that is disposed, it does nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(long offset)
    {
        if (Sse.IsSupported && (ulong)offset < (ulong)Length)
        {
            // SAFETY: a prefetch of memory that is gone does nothing (Intel SDM vol. 2, PREFETCHh).
            Sse.Prefetch0(_address + offset);
        }
    }

    // Enters, if the mapping takes lines.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEnterLines(out HazardSlot slot, ReadOnlySpan<byte> payload)
    {
        SourceEnds.Touch(payload);
        if (FlushCounts.IsOn)
        {
            FlushCounts.Prepare();
        }

        slot = HazardSlot.Current;
        slot.Enter(_id);
        if (_takesLines)
        {
            return true;
        }

        slot.Exit();
        return false;
    }

    // Whether they are whole lines of the mapping, and the payload lies elsewhere.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AreLines(long offset, long length, ReadOnlySpan<byte> payload, StoreOptions options) =>
        (options & ~StoreOptions.NoDrain) == 0
        && IsInRange(offset, length)
        && LineKernel.IsLine(_address + offset)
        && !IsWithin(payload);

    // Called once, when all that it depends on is known.
    private void PrepareLines() => _takesLines = !IsReadOnly && _inline == InlinePath.CacheLine && StoreKernels.HasNonTemporal && Stores.NonTemporal.TakesLines(0);

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
            CheckLines(offset, to, header.Length);
            CheckApart(to, length, body, payload.Length);
            if (_inline == InlinePath.None)
            {
                PinnedLines(offset, header, payload, length, options);
                return;
            }

            SourceEnds.Touch(header);
            SourceEnds.Touch(payload);
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

    private static void CheckLines(long offset, byte* to, int header)
    {
        if (((nuint)to & (StoredParts.Line - 1)) != 0 || (uint)(header - 1) >= (uint)StoredParts.Line)
        {
            ThrowNotLines(offset, header);
        }
    }

    // A line may be stored before the part that it overwrites was loaded.
    private static void CheckApart(byte* to, long length, byte* part, int partLength)
    {
        if ((nuint)(part + partLength - to) - 1 < (nuint)(length + partLength) - 1 && partLength != 0)
        {
            ThrowOverlap();
        }
    }

    [DoesNotReturn]
    private static void ThrowNotLines(long offset, int header) => throw (header is > 0 and <= (int)StoredParts.Line
        ? new ArgumentException($"offset {offset} is not a multiple of {StoredParts.Line} within the mapping's memory.", nameof(offset))
        : new ArgumentException($"The header has {header} bytes; it must have 1 to {StoredParts.Line}.", nameof(header)));

    [DoesNotReturn]
    private static void ThrowOverlap() => throw new ArgumentException("The payload overlaps the lines that it is to be stored in; copy it first.", "payload");

    // Its locked instruction stays out of the way past the caches.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PinnedLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, long length, StoreOptions options)
    {
        BeginCall();
        try
        {
            long end = CopyBehind(CopyBehind(offset, header), payload);
            Target(end, (int)(offset + length - end)).Clear();
            PinnedFinish(offset, length, (options & StoreOptions.Temporal) == 0 ? options | StoreOptions.NonTemporal : options);
        }
        finally
        {
            EndCall();
        }
    }

    private long CopyBehind(long offset, ReadOnlySpan<byte> part)
    {
        part.CopyTo(Target(offset, part.Length));
        return offset + part.Length;
    }
}
