using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

[Trait("Category", "Kernel")]
[SupportedOSPlatform("linux")]
[Collection(ReconfiguresDevices.Name)]
public class ReconfiguredDeviceTests
{
    private static string Device => TestDevices.Get(TestDevices.SpareDevice);

    private static string DeviceName => Path.GetFileName(Device);

    /// <summary>Never opened and mapped by hand meanwhile: that is a NULL pointer dereference in the kernel.</summary>
    [SkippableFact]
    public void DisabledDevice_IsRefusedBeforeAnythingIsOpened()
    {
        SafeFileHandle before = PosixFile.TryOpen(Device, OpenFlags.O_RDWR, out _)!;
        GuestCommand.Run($"daxctl disable-device {DeviceName}");
        try
        {
            DaxException refusal = Refusal.Predicted(DaxError.DeviceDisabled, "open", Errno.ENXIO, Device);
            Assert.Contains("daxctl enable-device " + DeviceName, refusal.Remedy, StringComparison.Ordinal);

            // What a descriptor from before is answered; one from now would crash the kernel.
            Assert.Equal(Errno.ENXIO, RawKernel.Mmap(before, 2 << 20, RawKernel.Sync));
        }
        finally
        {
            // Closed first: the driver counts a descriptor that is open across both states twice.
            before.Dispose();
            GuestCommand.Run($"daxctl enable-device {DeviceName}");
        }

        MappingChecks.KeepsWhatWasPersisted(Device);
    }

    [SkippableFact]
    public void DeviceInSystemRamMode_IsRefused()
    {
        const string AutoOnline = "/sys/devices/system/memory/auto_online_blocks";
        string policy = GuestCommand.Run("cat " + AutoOnline);
        GuestCommand.Run($"modprobe kmem; echo offline >{AutoOnline}; daxctl reconfigure-device --no-online --mode=system-ram {DeviceName}");
        try
        {
            DaxException refusal = Refusal.Predicted(DaxError.SystemRamMode, "open", Errno.ENXIO, Device);
            Assert.Contains("-f --mode=devdax " + DeviceName, refusal.Remedy, StringComparison.Ordinal);
            Assert.Equal(Errno.ENXIO, RawKernel.Open(Device));
        }
        finally
        {
            GuestCommand.Run($"daxctl reconfigure-device -f --mode=devdax {DeviceName}; echo {policy} >{AutoOnline}");
        }

        MappingChecks.KeepsWhatWasPersisted(Device);
    }

    [SkippableFact]
    public void DeviceForAFileSystem_IsRefusedAndTheKernelMapsItNeither()
    {
        Skip.If(Environment.OSVersion.Version < new Version(7, 1), "fsdev_dax came with Linux 7.1: tools/test.sh runs this on 7.3.");
        Rebind("device_dax", "fsdev_dax", "new_id");
        try
        {
            DaxException refusal = Refusal.Predicted(DaxError.DeviceDisabled, "open", 0, Device);
            Assert.Contains("fsdev_dax", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(DaxDeviceMode.FileSystem, DaxBus.Enumerate().Single(device => device.Name == DeviceName).Mode);
            Assert.Equal((0, Errno.ENODEV), (RawKernel.Open(Device), RawKernel.Mmap(Device, 2 << 20, MmapFlags.MAP_SHARED)));
            Assert.Equal(Errno.EOPNOTSUPP, RawKernel.MmapSync(Device, 2 << 20));
        }
        finally
        {
            Rebind("fsdev_dax", "device_dax", "bind");
        }

        MappingChecks.KeepsWhatWasPersisted(Device);

        static void Rebind(string from, string to, string attribute) =>
            GuestCommand.Run($"modprobe {to} || true; echo {DeviceName} >/sys/bus/dax/drivers/{from}/unbind; echo {DeviceName} >/sys/bus/dax/drivers/{to}/{attribute}");
    }

    [SkippableFact]
    public void ReadOnlyRegion_RefusesWritersThoughTheKernelLetsThemThrough()
    {
        // Before the bus is looked at: without a device this is the skip.
        string name = DeviceName;
        DaxDevice device = DaxBus.Enumerate().Single(device => device.Name == name);
        string attribute = device.NdRegion!.SysfsPath + "/read_only";
        File.WriteAllText(attribute, "1");
        try
        {
            Assert.Equal(0, RawKernel.MmapSync(Device, 2 << 20));
            DaxException refusal = Refusal.Predicted(DaxError.ReadOnly, "mmap", 0, Device);
            Assert.Contains(device.NdRegion.Name, refusal.Message, StringComparison.Ordinal);
            using PersistentMapping map = MappingChecks.Open(Device, MappingAccess.Read);
            MappingChecks.IsReadOnly(map);
        }
        finally
        {
            File.WriteAllText(attribute, "0");
        }

        MappingChecks.KeepsWhatWasPersisted(Device);
    }

    [SkippableFact]
    public void NamespaceMadeAgainWithAnotherAlign_IsNotAnsweredFromWhatWasRemembered()
    {
        Assert.Equal(2 << 20, AlignThatOpenTells());
        MakeNamespace(4096);
        try
        {
            using (PersistentMapping map = MappingChecks.Open(Device, MappingAccess.ReadWrite, options: new MappingOptions { Offset = 4096, Length = 4096 }))
            {
                Assert.Equal(4096, map.Length);
            }

            Assert.Equal(4096, AlignThatOpenTells());
        }
        finally
        {
            MakeNamespace(2 << 20);
        }

        Assert.Equal(2 << 20, AlignThatOpenTells());
        MappingChecks.KeepsWhatWasPersisted(Device);
    }

    /// <summary>Two disks that were taken away and came back in the other order have each other's numbers.</summary>
    [SkippableFact]
    public void NumberOfADiskThatAnotherTook_IsNotAnsweredFromWhatWasRemembered()
    {
        string pmem = TestDevices.Get(TestDevices.SparePmem);
        string virtio = TestDevices.Get(TestDevices.SpareVirtioPmem);

        // The kernel gives the lowest free number to whoever comes first: both times the same two.
        Reenable(pmem, virtio);
        DeviceNumber pmemNumber = NumberOf(pmem);
        DeviceNumber virtioNumber = NumberOf(virtio);
        Assert.True(Resolve(pmemNumber).AllSynchronous);
        Assert.False(Resolve(virtioNumber).AllSynchronous);
        Reenable(virtio, pmem);
        try
        {
            Assert.Equal((virtioNumber, pmemNumber), (NumberOf(pmem), NumberOf(virtio)));
            Assert.False(Resolve(pmemNumber).AllSynchronous);
            Assert.True(Resolve(virtioNumber).AllSynchronous);
        }
        finally
        {
            Reenable(pmem, virtio);
        }

        Assert.True(Resolve(pmemNumber).AllSynchronous);
        Assert.False(Resolve(virtioNumber).AllSynchronous);
    }

    [SkippableFact]
    public void OrdinaryUser_IsRefusedWithoutPermissionAndNeedsNothingMore()
    {
        File.SetUnixFileMode(Device, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ProcessResult refused = AsOrdinaryUser(Device);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith($"{DaxError.PermissionDenied} open EACCES False {Device}", refused.Output, StringComparison.Ordinal);
        Assert.Contains("Give the user read and write permission", refused.Output, StringComparison.Ordinal);
        try
        {
            const UnixFileMode Everybody = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(Device, UnixFileMode.UserRead | UnixFileMode.UserWrite | Everybody);
            ProcessResult opened = AsOrdinaryUser(Device);
            Assert.True(opened.ExitCode == 0, opened.ToString());
            Assert.StartsWith("CacheLine (Assumed;", opened.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(Device, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [SkippableFact]
    public void OrdinaryUser_IsRefusedAFileOfAnother()
    {
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ProcessResult refused = AsOrdinaryUser(file.Path);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith($"{DaxError.PermissionDenied} open EACCES False {file.Path}", refused.Output, StringComparison.Ordinal);
    }

    /// <summary>The align that a refused length of one byte is told of.</summary>
    private static long AlignThatOpenTells()
    {
        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(Device, new MappingOptions { Length = 1 }).Dispose());
        return refusal.Message.Contains("align, 4096 bytes", StringComparison.Ordinal) ? 4096
            : refusal.Message.Contains("align, 2097152 bytes", StringComparison.Ordinal) ? 2 << 20
            : throw refusal;
    }

    private static void MakeNamespace(long align) => GuestCommand.Run(
        $"ndctl create-namespace -f -e namespace{DeviceName["dax".Length..]} -m devdax --map=mem --align={align}");

    private static Backing Resolve(DeviceNumber number) => BackingResolver.OfBlockDevice(LinuxRoot.Running, number.Major, number.Minor);

    private static DeviceNumber NumberOf(string disk)
    {
        Assert.Equal(0, PosixFile.Status(disk, out FileStatus status));
        return status.Special;
    }

    private static void Reenable(string first, string second) => GuestCommand.Run(
        $"ndctl disable-namespace {NamespaceOf(first)}; ndctl disable-namespace {NamespaceOf(second)}; ndctl enable-namespace {NamespaceOf(first)}; ndctl enable-namespace {NamespaceOf(second)}");

    // The one namespace of a region without labels.
    private static string NamespaceOf(string disk) => "namespace" + Path.GetFileName(disk)["pmem".Length..] + ".0";

    private static ProcessResult AsOrdinaryUser(string path)
    {
        DebianPackages.SkipUnlessThere("setpriv");
        return ProbeProcess.Run(["open", path], under: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"], ("HOME", "/tmp"));
    }
}
