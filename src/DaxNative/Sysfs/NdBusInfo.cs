namespace DaxNative;

/// <summary>One nd bus: everything that one provider (the ACPI NFIT table, e820, one virtio-pmem device) describes.</summary>
/// <remarks>A snapshot; instances are immutable and may be read from any thread.</remarks>
internal sealed record NdBusInfo
{
    /// <summary>Gets the kernel's name, such as <c>ndbus0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the bus's directory in sysfs, with every symbolic link resolved.</summary>
    public required string SysfsPath { get; init; }

    /// <summary>Gets who provides the memory.</summary>
    public NdProvider Provider { get; init; }

    /// <summary>Gets the bus's own name of the provider, such as <c>ACPI.NFIT</c>; empty where it does not say.</summary>
    public string ProviderName { get; init; } = "";

    /// <summary>Why <see cref="Provider"/> is assumed only; null where it is known.</summary>
    internal string? AssumedBecause { get; init; }
}
