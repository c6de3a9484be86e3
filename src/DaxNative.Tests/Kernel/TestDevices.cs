using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The devices and mounts of the virtual machine, by the name that tools/vm/test-devices.sh gives them. What is not
/// there becomes a skip that names the command which provides it.
/// </summary>
internal static class TestDevices
{
    internal const string NvdimmExt4 = "FSDAX_EXT4";
    internal const string NvdimmXfs = "FSDAX_XFS";
    internal const string NvdimmDevice4K = "DEVDAX_4K";
    internal const string NvdimmDevice2M = "DEVDAX_2M";
    internal const string NvdimmDevice1G = "DEVDAX_1G";
    internal const string E820Ext4 = "E820_EXT4";
    internal const string E820Device = "E820_DEVDAX";
    internal const string VirtioExt4 = "VIRTIO_EXT4";
    internal const string VirtioDevice = "VIRTIO_DEVDAX";
    internal const string PlainExt4 = "PLAIN_EXT4";
    internal const string HmemDevice = "HMEM_DEVDAX";
    internal const string CxlDevice = "CXL_DEVDAX";
    internal const string SpareDevice = "SPARE_DEVDAX";
    internal const string SparePmem = "SPARE_PMEM";
    internal const string SparePmem2 = "SPARE_PMEM2";
    internal const string SpareVirtioPmem = "SPARE_VIRTIO_PMEM";

    private const string Prefix = "DAXNATIVE_TEST_";

    internal static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>What has the spare devices: on Arm64 the NVDIMM, because there is nothing else.</summary>
    internal static NdProvider SpareProvider => IsArm64 ? NdProvider.AcpiNfit : NdProvider.E820;

    /// <summary>A file system on every kind of device that has one.</summary>
    public static TheoryData<string> Mounts => [NvdimmExt4, NvdimmXfs, E820Ext4, VirtioExt4, PlainExt4];

    /// <summary>What the NVDIMM's region says; the boots of tools/test.sh have one of these each.</summary>
    internal static PersistenceDomain NvdimmDomain => Get("NVDIMM_DOMAIN") switch
    {
        "cpu_cache" => PersistenceDomain.CpuCache,
        "memory_controller" => PersistenceDomain.MemoryController,
        string other => throw new InvalidOperationException($"{Prefix}NVDIMM_DOMAIN is {other}."),
    };

    /// <summary>A device node or the folder of a mount; skips where it is not there.</summary>
    internal static string Get(string name)
    {
        string? value = Environment.GetEnvironmentVariable(Prefix + name);
        Skip.If(string.IsNullOrEmpty(value), $"{Prefix}{name} is not set: tools/test.sh runs this in a virtual machine that has it.");
        return value!;
    }

    /// <summary>For tests that mount file systems or need root and any device: the guest is the place for those.</summary>
    internal static void RequireGuest() =>
        Skip.If(Environment.GetEnvironmentVariable("DAXNATIVE_VM") is null, "Changes mounts or devices: tools/test.sh runs this in a virtual machine.");

    internal static void RequireNvdimmDomain(PersistenceDomain domain) =>
        Skip.If(NvdimmDomain != domain, $"The NVDIMM of this boot has another persistence domain than {domain}: tools/test.sh boots with both.");

    /// <summary>The align of a device of this machine, in bytes.</summary>
    internal static long AlignOf(string name) => name switch
    {
        NvdimmDevice4K => 4096,
        NvdimmDevice1G => 1L << 30,
        _ => 2L << 20,
    };
}
