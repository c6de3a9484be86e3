namespace DaxNative;

/// <summary>Whether a region's write-pending queues can be flushed explicitly, from its <c>deep_flush</c> attribute.</summary>
public enum DeepFlushState
{
    /// <summary>There is no nd region, or it has gone.</summary>
    NoRegion,

    /// <summary>The attribute is absent or unreadable: the kernel does not know (e820, virtio-pmem).</summary>
    Unknown,

    /// <summary>The attribute is 0: the platform has nothing to flush.</summary>
    NotNeeded,

    /// <summary>The attribute is 1 and this process may not write it.</summary>
    NotPermitted,

    /// <summary>The attribute is 1 and this process may write it.</summary>
    Available,
}
