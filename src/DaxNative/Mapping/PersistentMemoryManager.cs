using System.Buffers;
using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>A memory over a part of a mapping: its span is checked against Dispose, its pins hold the mapping.</summary>
internal sealed unsafe class PersistentMemoryManager(PersistentMapping mapping, long offset, int length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan()
    {
        mapping.ThrowIfDisposed();
        mapping.TellHandOut(offset, length);

        // Through the reading accessor, because a ReadOnlyMemory asks for its span here too; a writable Memory was only
        // handed out after CheckWritable.
        // SAFETY: only the constness is cast away, for the reason above.
        ReadOnlySpan<byte> window = mapping.AsReadOnlySpan(offset, length);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(window), window.Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
        mapping.AcquirePin();
        mapping.TellHandOut(offset, length, isKept: true);

        // SAFETY: the index is checked, and the pin keeps the memory mapped until Unpin.
        return new MemoryHandle((byte*)mapping.Address + offset + elementIndex, pinnable: this);
    }

    public override void Unpin() => mapping.ReleasePin();

    protected override void Dispose(bool disposing)
    {
        // It owns nothing: the mapping is its user's to dispose.
    }
}
