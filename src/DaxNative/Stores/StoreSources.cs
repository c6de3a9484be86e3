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

/// <summary>Bytes from elsewhere.</summary>
internal readonly unsafe struct CopySource(byte* from) : IStoreSource<CopySource>
{
    // SAFETY: the caller of the kernel has pinned or mapped as many bytes as it asks the kernel to copy.
    public byte* At(nuint offset) => from + offset;

    public CopySource From(nuint offset) => new(from + offset);
}

/// <summary>One byte everywhere: a line of it, loaded again and again.</summary>
internal readonly unsafe struct FillSource(byte* line) : IStoreSource<FillSource>
{
    // SAFETY: the line is on the stack of the kernel's caller, and no load is longer than it.
    public byte* At(nuint offset) => line;

    public FillSource From(nuint offset) => this;
}
