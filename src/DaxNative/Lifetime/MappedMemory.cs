namespace DaxNative;

/// <summary>The memory that a mapping stands on: where it is, and how it ends.</summary>
internal abstract class MappedMemory
{
    internal abstract nint Address { get; }

    /// <summary>
    /// Ends the memory for good. Called once, when no operation is under way and nothing is pinned. What it returns is
    /// kept alive by the mapping object.
    /// </summary>
    internal abstract object? Release();
}

/// <summary>Memory mapped from a file or device, with the lock that goes with it, and the file where the mapping may grow.</summary>
internal sealed class KernelMemory(string path, MappingPlace place, IDisposable? held, IDisposable? file = null) : MappedMemory
{
    internal override nint Address => place.Address;

    internal override object? Release()
    {
        int errno = place.Entomb();
        if (errno != 0)
        {
            throw KernelErrors.Failed("mmap", errno, path);
        }

        // The lock goes after the memory, and stays while the memory does: its next owner must not meet our stores.
        held?.Dispose();
        file?.Dispose();
        return place.Retire();
    }
}
