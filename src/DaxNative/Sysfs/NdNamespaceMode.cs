namespace DaxNative;

/// <summary>What a namespace of persistent memory is set up for. The kernel's own words are memory, dax, safe and raw.</summary>
public enum NdNamespaceMode
{
    /// <summary>The kernel does not say, or has a mode that is not known.</summary>
    Unknown,

    /// <summary>A block device whose file systems can be mounted with DAX.</summary>
    FsDax,

    /// <summary>A <c>/dev/daxX.Y</c> device.</summary>
    DevDax,

    /// <summary>A block device that never tears a sector (btt). DAX is not possible.</summary>
    Sector,

    /// <summary>A block device without a place for the page structures that DAX needs.</summary>
    Raw,
}
