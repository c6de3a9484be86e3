namespace DaxNative;

// A mapping that becomes longer in its place. Its length only ever grows, and is stored when all of it is mapped: whoever reads
// the old one meanwhile is within bounds too.
public sealed partial class PersistentMapping
{
    private readonly MappingGrowth? _growth;

    /// <summary>Gets its place in a range of addresses; null where it has addresses of its own.</summary>
    internal RangePlace? Place => _growth?.Place;

    /// <summary>
    /// Makes the mapping, and the file where that is shorter, at least so long, without moving it: spans, references, buffers and pins stay
    /// valid. Only for a mapping that was opened in an <see cref="AddressRange"/>, and only into addresses that are free there.
    /// </summary>
    /// <remarks>
    /// The file becomes longer first, durably, and by <see cref="MappingOptions.Allocation"/>; then the rest is mapped, with the same guarantee;
    /// then <see cref="Length"/> changes, at once. A read-only or private mapping grows over what the file has by then. Other threads may use the
    /// mapping all the while. <see cref="Dispose"/> waits for it, and may not be called from
    /// <see cref="MappingOptions.AllocationProgress"/> of the same growth.
    /// </remarks>
    /// <param name="length">The length in bytes that the mapping shall have at least; for a device a multiple of its align.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or ends beyond 2^63 - 1.</exception>
    /// <exception cref="InvalidOperationException">
    /// The mapping was not opened in a range; or this is called from the progress of its own growth.
    /// </exception>
    /// <exception cref="DaxException">
    /// The addresses behind the mapping are not free (<see cref="DaxError.AddressesInUse"/>) or not within the range
    /// (<see cref="DaxError.OutOfRange"/>): the file is as it was. Or the file cannot become longer, or what would be added has another guarantee.
    /// The mapping is as it was in every case; where the file has grown meanwhile, it stays so.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The mapping, or its range, is disposed.</exception>
    public void Grow(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - Offset);
        ThrowIfDisposed();
        MappingGrowth growth = _growth ?? throw new InvalidOperationException($"Nothing behind the mapping of {Path} is reserved for it; open it by AddressRange.Open.");
        ThrowIfGrowing();
        lock (growth.Gate)
        {
            BeginCall();
            try
            {
                if (length > _length)
                {
                    long before = _length;
                    growth.Extend(before, length);
                    Volatile.Write(ref _length, length);
                    MappingMeter.Grow(Guarantee, length - before);
                }
            }
            finally
            {
                EndCall();
            }
        }
    }

    // The growth would wait for this thread, and this thread for the growth.
    private void ThrowIfGrowing()
    {
        if (_growth?.Gate.IsHeldByCurrentThread == true)
        {
            throw new InvalidOperationException($"The mapping of {Path} grows, and this is called from its AllocationProgress.");
        }
    }
}
