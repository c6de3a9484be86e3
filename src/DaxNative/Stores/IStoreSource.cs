namespace DaxNative;

/// <summary>Where the bytes of a store come from, so that one kernel copies and fills.</summary>
/// <typeparam name="TSelf">The source itself.</typeparam>
internal unsafe interface IStoreSource<TSelf>
    where TSelf : struct, IStoreSource<TSelf>
{
    // SAFETY: whoever makes a source guarantees what can be loaded from it, for as long as a kernel works with it.

    /// <summary>Where up to a line can be loaded from for a place so many bytes into the destination.</summary>
    byte* At(nuint offset);

    /// <summary>The source of what begins so many bytes into the destination.</summary>
    TSelf From(nuint offset);
}
