namespace DaxNative;

/// <summary>Who provides the memory of an nd region, from the nd bus and the driver of its parent.</summary>
public enum NdProvider
{
    /// <summary>Another provider, or the bus and its driver do not agree.</summary>
    Unknown,

    /// <summary>NVDIMMs that the firmware describes in the ACPI NFIT table.</summary>
    AcpiNfit,

    /// <summary>An e820 range of type pmem, or the kernel parameter <c>memmap=SIZE!START</c>.</summary>
    E820,

    /// <summary>The POWER hypervisor's storage class memory (<c>papr_scm</c>).</summary>
    Papr,

    /// <summary>A <c>pmem-region</c> node of the device tree.</summary>
    OfPmem,

    /// <summary>A CXL memory device's persistent capacity.</summary>
    Cxl,

    /// <summary>A host file offered by virtio-pmem: durable only after a flush request, which no CPU instruction makes.</summary>
    VirtioPmem,

    /// <summary>Ordinary memory that the kernel's <c>ramdax</c> driver shows as NVDIMMs: nothing in it survives a power loss.</summary>
    Ramdax,
}
