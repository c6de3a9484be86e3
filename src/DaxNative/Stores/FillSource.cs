namespace DaxNative;

/// <summary>One byte everywhere: a line of it, loaded again and again.</summary>
internal readonly unsafe struct FillSource(byte* line) : IStoreSource<FillSource>
{
    // SAFETY: the line is on the stack of the kernel's caller, and no load is longer than it.
    public byte* At(nuint offset) => line;

    public FillSource From(nuint offset) => this;
}
