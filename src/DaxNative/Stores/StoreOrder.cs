namespace DaxNative;

/// <summary>In which order a range is stored, so that no byte of the source is overwritten before it is loaded.</summary>
internal enum StoreOrder
{
    /// <summary>Any: source and destination do not overlap.</summary>
    Any,

    /// <summary>The destination begins before the source.</summary>
    Ascending,

    /// <summary>The destination begins within the source.</summary>
    Descending,
}
