namespace DaxNative;

/// <summary>The addresses of one mapping, before it is there, while it is there, and afterwards.</summary>
internal abstract class MappingPlace
{
    internal abstract nint Address { get; }

    /// <summary>In bytes, whole pages.</summary>
    internal abstract long Length { get; }

    internal AddressArea Area => new(Address, Length);

    /// <summary>Makes it inaccessible, whatever is mapped there.</summary>
    /// <returns>Zero, or the errno.</returns>
    internal int Entomb() => Area.Entomb();

    /// <summary>Gives it back at once. Nobody has seen an address of it.</summary>
    /// <returns>Zero, or the errno.</returns>
    internal abstract int Release();

    /// <summary>Gives it up after an mmap over it that failed: what was reserved there may be nobody's, or somebody else's.</summary>
    internal abstract void Abandon();

    /// <summary>Keeps it for as long as a span of it may be somewhere. It is inaccessible already.</summary>
    /// <returns>What the mapping object must keep alive.</returns>
    internal abstract object? Retire();
}
