namespace DaxNative;

/// <summary>What is known about the kernel drivers that provide nd regions.</summary>
internal static class NdProviders
{
    /// <summary>What the device tree calls POWER's storage class memory. Its bus has no parent, so this takes the place of a driver's name.</summary>
    internal const string PaprNode = "ibm,pmemory";

    /// <summary>
    /// The provider from the bus's <c>provider</c> attribute and the driver of the bus's parent. Where both are known they must
    /// agree. Where one of them is not there, or the driver is one that nobody knows, the other is believed, and that is said. A name
    /// that nobody knows is believed from no driver, but papr and the device tree put a node's name there.
    /// </summary>
    /// <param name="providerName">What the bus says; empty where it does not.</param>
    /// <param name="driver">The name of the driver, or <see cref="PaprNode"/>; null where nothing leads to one.</param>
    internal static NdIdentity Identify(string providerName, string? driver)
    {
        NdProvider? named = ByName(providerName), driven = ByDriver(driver);
        return (named, driven) switch
        {
            (null, NdProvider.Papr or NdProvider.OfPmem) when providerName.Length > 0 => new(driven.Value, null),
            (null, { } provider) when providerName.Length == 0 => new(provider, $"the bus does not say who provides it, only its driver ({driver})"),
            ({ } provider, null) => new(provider, driver is null
                ? $"the bus says {providerName}, and no driver is shown that would say the same"
                : $"the bus says {providerName}, and its driver ({driver}) is one that DaxNative does not know"),
            ({ } provider, { } same) when provider == same => new(provider, null),
            _ => new(NdProvider.Unknown, null),
        };
    }

    private static NdProvider? ByName(string name) => name switch
    {
        "ACPI.NFIT" => NdProvider.AcpiNfit,
        "e820" => NdProvider.E820,
        "CXL" => NdProvider.Cxl,
        "virtio-pmem" => NdProvider.VirtioPmem,
        "ramdax" => NdProvider.Ramdax,
        _ => null,
    };

    private static NdProvider? ByDriver(string? driver) => driver switch
    {
        // An ACPI driver up to Linux 6.19, a platform driver with another name since 7.0.
        "nfit" or "acpi-nfit" => NdProvider.AcpiNfit,
        "e820_pmem" => NdProvider.E820,
        "cxl_nvdimm_bridge" => NdProvider.Cxl,
        "virtio_pmem" => NdProvider.VirtioPmem,
        "ramdax" => NdProvider.Ramdax,
        PaprNode => NdProvider.Papr,
        "of_pmem" => NdProvider.OfPmem,

        // The kernel's own tests: ordinary memory under any name. (Those of CXL have the driver of CXL, and the name cxl_test.)
        "nfit_test" or "ndtest" => NdProvider.Unknown,
        _ => null,
    };

    /// <summary>
    /// Whether CPU flushes make stores durable. On papr the hypervisor may ask for a flush call of its own; the kernel
    /// then answers 1 in <c>deep_flush</c>. A device-tree region has not been seen at work and is not promised.
    /// </summary>
    internal static bool IsSynchronous(NdProvider provider, DeepFlushState deepFlush) => provider switch
    {
        NdProvider.AcpiNfit or NdProvider.E820 or NdProvider.Cxl => true,
        NdProvider.Papr => deepFlush == DeepFlushState.NotNeeded,
        _ => false,
    };

    /// <summary>
    /// Whether the region's memory loses its contents with the power: by its type, or by its provider, whose regions call
    /// themselves <c>nd_pmem</c> although they are ordinary memory.
    /// </summary>
    internal static bool IsVolatile(NdProvider provider, string type) => type == "nd_volatile" || provider == NdProvider.Ramdax;
}

/// <summary>Who provides the regions of an nd bus.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="AssumedBecause">Why that is assumed only; null where it is known, or where nothing is assumed.</param>
internal readonly record struct NdIdentity(NdProvider Provider, string? AssumedBecause);
