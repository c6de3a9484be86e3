namespace DaxNative;

/// <summary>How a mapping may be used.</summary>
public enum MappingAccess
{
    /// <summary>Shared, for reading and writing.</summary>
    ReadWrite,

    /// <summary>Shared, for reading. Hands out <see cref="ReadOnlySpan{T}"/> only.</summary>
    Read,

    /// <summary>
    /// Private (MAP_PRIVATE): stores are seen by this process alone and never reach media, so it counts as volatile
    /// memory. Files only; device-dax refuses it.
    /// </summary>
    CopyOnWrite,
}
