namespace DaxNative;

/// <summary>What <c>Persist</c> does inline, and when it leaves for the <see cref="WriteBack"/>.</summary>
internal enum InlinePath
{
    /// <summary>Everything goes through the <see cref="WriteBack"/>: page granularity, simulated memory.</summary>
    None,

    /// <summary>Flush the lines, then fence.</summary>
    CacheLine,

    /// <summary>Fence.</summary>
    Byte,
}
