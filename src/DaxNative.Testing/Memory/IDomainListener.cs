namespace DaxNative.Testing;

/// <summary>Hears what is done to simulated memory, on the thread that does it and when it has done it.</summary>
internal interface IDomainListener
{
    /// <summary>The library has stored a range by itself; its own flush, if there is one, follows.</summary>
    void Stored(long offset, long length, StoreOptions options);

    /// <summary>The calling thread is about to read a range, or to store to one through what it is given.</summary>
    void Reached()
    {
    }

    /// <summary>A range is flushed.</summary>
    void Flush(long offset, long length);

    /// <summary>The calling thread drains.</summary>
    void Drain();
}
