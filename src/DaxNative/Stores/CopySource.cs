namespace DaxNative;

/// <summary>Bytes from elsewhere.</summary>
internal readonly unsafe struct CopySource(byte* from) : IStoreSource<CopySource>
{
    // SAFETY: the caller of the kernel has pinned or mapped as many bytes as it asks the kernel to copy.
    public byte* At(nuint offset) => from + offset;

    public CopySource From(nuint offset) => new(from + offset);
}
