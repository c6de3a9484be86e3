using System.Runtime.InteropServices;

namespace DaxNative.Testing;

/// <summary>Ordinary memory, aligned as mapped memory is, and zero to begin with.</summary>
internal sealed unsafe class HeapMemory : MappedMemory
{
    private readonly void* _memory;

    internal HeapMemory(int length)
    {
        // SAFETY: this object alone owns the block; the mapping ends it once, when nothing uses it any more.
        _memory = NativeMemory.AlignedAlloc((nuint)length, Lines.PageSize);
        NativeMemory.Clear(_memory, (nuint)length);
    }

    internal override nint Address => (nint)_memory;

    internal override object? Release()
    {
        NativeMemory.AlignedFree(_memory);
        return null;
    }
}
