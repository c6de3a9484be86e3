namespace DaxNative;

public sealed unsafe partial class PersistentMapping
{
    /// <summary>
    /// Asks the kernel's own account of this mapping (<c>smaps</c>): mapped without a hole, <c>sf</c> where MAP_SYNC was
    /// granted, not writable where read-only.
    /// </summary>
    /// <remarks>
    /// Slow: the kernel walks page tables for it, and on a device of align 1 GiB that walk drops the entries, so every
    /// gigabyte faults once more.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The account disagrees (<see cref="DaxError.VerificationFailed"/>).</exception>
    public void Verify()
    {
        BeginCall();
        try
        {
            var description = new MappingDescription(Path, Offset, Length, Guarantee, IsReadOnly);
#pragma warning disable CA1416 // There is a mapping, so this is Linux.
            MappingVerifier.Verify(LinuxRoot.Running, Address, Length, description);
#pragma warning restore CA1416
        }
        finally
        {
            EndCall();
        }
    }
}
