namespace DaxNative.Benchmarks;

/// <summary>More mappings in this process, until disposed.</summary>
internal sealed unsafe class ManyMappings : IDisposable
{
    private readonly NativePeer _native;
    private readonly int _count;
    private readonly void* _address;

    internal ManyMappings(NativePeer native, int count)
    {
        (_native, _count) = (native, count);

        // SAFETY (and in Dispose): the signatures are those of control.c.
        _address = ((delegate* unmanaged<long, void*>)native.Symbol("map_many"))(count);
        if (_address is null)
        {
            throw new InvalidOperationException($"The kernel gives no {count} mappings: see vm.max_map_count.");
        }
    }

    public void Dispose() => ((delegate* unmanaged<void*, long, void>)_native.Symbol("unmap_many"))(_address, _count);
}
