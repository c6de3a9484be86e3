using System.Runtime.InteropServices;

namespace DaxNative.Testing;

/// <summary>Ordinary memory, aligned as mapped memory is, and zero to begin with.</summary>
internal sealed unsafe class HeapMemory : MappedMemory
{
    private readonly void* _block;
    private readonly nint _address;

    internal HeapMemory(int length)
    {
        // SAFETY: this object alone owns the block; the mapping ends it once, when nothing uses it any more. Zeroed by the allocator, which
        // leaves to the kernel what is never touched.
        _block = NativeMemory.AllocZeroed((nuint)length + Lines.PageSize);
        _address = (nint)(((nuint)_block + Lines.PageSize - 1) & ~(nuint)(Lines.PageSize - 1));
    }

    internal override nint Address => _address;

    internal override object? Release()
    {
        NativeMemory.Free(_block);
        return null;
    }
}
