namespace DaxNative;

/// <summary>Which driver a dax device is bound to, and with it what the device can be used for.</summary>
public enum DaxDeviceMode
{
    /// <summary>The kernel does not say, or another driver than the known ones is bound.</summary>
    Unknown,

    /// <summary>Bound to <c>device_dax</c>: the device node can be opened and mapped.</summary>
    DevDax,

    /// <summary>Bound to <c>kmem</c>: the memory belongs to the kernel's page allocator and the node cannot be opened.</summary>
    SystemRam,

    /// <summary>No driver is bound. Mapping such a device crashes current kernels; it must not be opened.</summary>
    Disabled,
}
