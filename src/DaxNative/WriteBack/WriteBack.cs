namespace DaxNative;

/// <summary>
/// Everything that a mapping does outside the two inlined granularities: page write-back, deep flush, and simulated
/// memory, which plugs in here. Offsets are within the mapping and already checked; the mapping stays mapped for the
/// length of a call.
/// </summary>
internal abstract class WriteBack
{
    /// <summary>
    /// Whether <see cref="Flush"/> of one covering range does the work of many small ones, and better (msync writes
    /// only dirty pages).
    /// </summary>
    internal abstract bool MergesRanges { get; }

    /// <summary>Whether <see cref="HandedOut"/> is to be called.</summary>
    internal virtual bool WatchesHandOuts => false;

    /// <summary>
    /// Says what the mapping is about to give a writable span or reference to, so that simulated memory need not look for stores
    /// anywhere else. Called on any thread.
    /// </summary>
    /// <param name="offset">Start in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <param name="isKept">Whether it is a pointer, which may be used until the mapping ends.</param>
    internal virtual void HandedOut(long offset, long length, bool isKept)
    {
    }

    /// <summary>
    /// Says that the mapping is about to give something for reading, where <see cref="WatchesHandOuts"/>. Called on any thread.
    /// </summary>
    internal virtual void Reading()
    {
    }

    /// <summary>Starts the write-back of a range; what it returns from is durable after <see cref="Drain"/>.</summary>
    internal abstract void Flush(long offset, long length);

    /// <summary>Waits for this thread's flushes.</summary>
    internal abstract void Drain();

    /// <summary>
    /// Says what the library has just stored itself, before the flush of it. Only simulated memory wants to know; the kernel
    /// finds dirty pages by itself.
    /// </summary>
    internal virtual void Stored(long offset, long length, StoreOptions options)
    {
    }

    /// <summary>Pushes a range that was flushed and drained into the smallest failure domain.</summary>
    internal abstract void DeepFlush(long offset, long length);
}
