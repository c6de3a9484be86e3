namespace DaxNative;

/// <summary>A memory module (or the memory device that plays one) of an nd bus.</summary>
/// <remarks>
/// A snapshot. What the kernel does not say, or the module does not have, is null. Instances are immutable and may be
/// read from any thread.
/// </remarks>
internal sealed record NdDimm
{
    /// <summary>Gets the kernel's name, such as <c>nmem0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the module's directory in sysfs, with every symbolic link resolved.</summary>
    public required string SysfsPath { get; init; }

    /// <summary>Gets the identity that the maker gave it, such as <c>8089-a2-1839-00001234</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the firmware's handle: node, socket, controller, channel and slot.</summary>
    public long? Handle { get; init; }

    /// <summary>Gets the number under which SMBIOS lists it.</summary>
    public long? PhysicalId { get; init; }

    /// <summary>
    /// Gets how often power was lost before everything had reached the media. A count that has grown since a program last
    /// looked says that its data may be incomplete. Null where the module does not count.
    /// </summary>
    public long? DirtyShutdownCount { get; init; }

    /// <summary>Gets what is wrong with it in the kernel's words, such as <c>not_armed</c> or <c>save_fail</c>; null where the kernel does not say.</summary>
    public string? Flags { get; init; }

    /// <summary>Gets the state of its lock in the kernel's words, such as <c>disabled</c> or <c>locked</c>; null where it has none.</summary>
    public string? Security { get; init; }

    /// <summary>Gets whether a driver is at work on it.</summary>
    public bool IsEnabled { get; init; }
}
