namespace DaxNative;

/// <summary>What is known about the kernel drivers that provide nd regions.</summary>
internal static class NdProviders
{
    /// <summary>
    /// The provider from the bus's <c>provider</c> attribute and the driver of the bus's parent. Where both are there
    /// they must agree. papr and the device tree put a node's name into the attribute: there the driver decides.
    /// </summary>
    internal static NdProvider Identify(string providerName, string? driver)
    {
        NdProvider byName = providerName switch
        {
            "ACPI.NFIT" => NdProvider.AcpiNfit,
            "e820" => NdProvider.E820,
            "CXL" => NdProvider.Cxl,
            "virtio-pmem" => NdProvider.VirtioPmem,
            "ramdax" => NdProvider.Ramdax,
            _ => NdProvider.Unknown,
        };
        NdProvider byDriver = driver switch
        {
            // An ACPI driver up to Linux 6.12, a platform driver with another name on 7.3.
            "nfit" or "acpi-nfit" => NdProvider.AcpiNfit,
            "e820_pmem" => NdProvider.E820,
            "cxl_nvdimm_bridge" => NdProvider.Cxl,
            "virtio_pmem" => NdProvider.VirtioPmem,
            "ramdax" => NdProvider.Ramdax,
            "papr_scm" => NdProvider.Papr,
            "of_pmem" => NdProvider.OfPmem,
            _ => NdProvider.Unknown,
        };
        return (byName, byDriver) switch
        {
            (NdProvider.Unknown, NdProvider.Papr or NdProvider.OfPmem) => byDriver,
            (NdProvider.Unknown, _) => providerName.Length == 0 ? byDriver : NdProvider.Unknown,
            (_, NdProvider.Unknown) => driver is null ? byName : NdProvider.Unknown,
            _ => byName == byDriver ? byName : NdProvider.Unknown,
        };
    }

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
