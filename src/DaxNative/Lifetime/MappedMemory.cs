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

/// <summary>Memory mapped from a file or device over a reservation, with the lock that goes with it.</summary>
internal sealed class KernelMemory(string path, AddressReservation reservation, IDisposable? held) : MappedMemory
{
    internal override nint Address => reservation.Address;

    internal override object? Release()
    {
        int errno = reservation.Entomb();
        if (errno != 0)
        {
            throw KernelErrors.Failed("mmap", errno, path);
        }

        // The lock goes after the memory, and stays while the memory does: its next owner must not meet our stores.
        held?.Dispose();

        return ReservedAddressSpace.Hold(reservation);
    }
}
