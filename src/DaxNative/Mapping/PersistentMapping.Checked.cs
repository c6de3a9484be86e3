using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative;

// Stores whose checksum is of what was stored; WriteCacheLinesChecked ends here.
public sealed unsafe partial class PersistentMapping
{
    // What is copied before it is checked, where lines cannot be checked as they are stored.
    private const int CheckedPiece = 2048;

    /// <summary>Stores whole lines and zeros up to the end of the last, and continues a checksum over the very bytes that are stored.</summary>
    internal uint CopyLinesChecked(long offset, ReadOnlySpan<byte> source, uint checksum, StoreOptions options)
    {
        if (source.Length < FoldedLines.Least || !FoldedLines.IsSupported || !AreLines(offset, LineKernel.LengthOf(0, source.Length), source, options) || !TryEnterLines(out HazardSlot slot, source))
        {
            return CopyPiecesChecked(offset, source, checksum, options);
        }

        // SAFETY: the range is checked, and the slot keeps it mapped.
        byte* to = _address + offset;
        int whole = source.Length & -FoldedLines.LineLength;
        checksum = FoldedLines.Store(checksum, source[..whole], to);
        if (whole != source.Length)
        {
            checksum = LineKernel.StoreRestChecked(to + whole, ref MemoryMarshal.GetReference(source), (nuint)source.Length, (nuint)(source.Length - whole), checksum);
        }

        DrainStored(options);
        slot.Exit();
        return checksum;
    }

    // What another thread changes meanwhile is old or new in the copy, and that is what is checked and stored.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private uint CopyPiecesChecked(long offset, ReadOnlySpan<byte> source, uint checksum, StoreOptions options)
    {
        CheckWritable(offset, LineKernel.LengthOf(0, source.Length));
        if (!LineKernel.IsLine(_address + offset))
        {
            ThrowNotLines(offset, 1);
        }

        Span<byte> copy = stackalloc byte[CheckedPiece];
        for (int at = 0; at < source.Length; at += CheckedPiece)
        {
            Span<byte> piece = copy[..Math.Min(CheckedPiece, source.Length - at)];
            source.Slice(at, piece.Length).CopyTo(piece);
            checksum = Crc32C.Append(checksum, piece);
            Span<byte> lines = copy[..(int)LineKernel.LengthOf(0, piece.Length)];
            lines[piece.Length..].Clear();
            Copy(offset + at, lines, options | StoreOptions.NoDrain);
        }

        if ((options & (StoreOptions.NoFlush | StoreOptions.NoDrain)) == 0)
        {
            Drain();
        }

        return checksum;
    }
}
