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
            Assert.Contains("--mode=devdax " + DeviceName, refusal.Remedy, StringComparison.Ordinal);
            Assert.Equal(Errno.ENXIO, RawKernel.Open(Device));
        }
        finally
        {
            GuestCommand.Run($"daxctl reconfigure-device -f --mode=devdax {DeviceName}; echo {policy} >{AutoOnline}");
        }

        MappingChecks.KeepsWhatWasPersisted(Device);
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

    private static ProcessResult AsOrdinaryUser(string path)
    {
        ProbeProcess.SkipUnlessInstalled("setpriv", "util-linux");
        return ProbeProcess.Run(["open", path], under: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"], ("HOME", "/tmp"));
    }
}
