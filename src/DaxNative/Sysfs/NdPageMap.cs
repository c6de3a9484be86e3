namespace DaxNative;

/// <summary>Where the kernel keeps the page structures of a namespace.</summary>
public enum NdPageMap
{
    /// <summary>The kernel does not say.</summary>
    Unknown,

    /// <summary>Nowhere: there are none, as in raw and sector mode.</summary>
    None,

    /// <summary>In ordinary memory (<c>--map=mem</c>).</summary>
    Memory,

    /// <summary>On the persistent memory itself (<c>--map=dev</c>).</summary>
    Device,
}
