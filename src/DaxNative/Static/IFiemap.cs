namespace DaxNative;

/// <summary>Who answers FIEMAP: the kernel, or a test.</summary>
internal interface IFiemap
{
    /// <summary>Fills the extents that follow the <see cref="Fiemap"/> header.</summary>
    /// <returns>Zero, or the errno.</returns>
    int Ask(Span<byte> request);
}
