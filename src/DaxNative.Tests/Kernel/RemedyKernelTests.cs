using System.Reflection;
using System.Text.Json;
using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Every command that a refusal proposes is run as it is printed, and leads to an open that works.</summary>
[Collection(ReconfiguresDevices.Name)]
public sealed class RemedyKernelTests : IDisposable
{
    private readonly BlockStackMount _machine = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("daxnative-remedy-").FullName;

    private static string Device => TestDevices.Get(TestDevices.SpareDevice);

    private static string DeviceName => Path.GetFileName(Device);

    public void Dispose()
    {
        _machine.Dispose();
        Directory.Delete(_directory);
    }

    [Fact]
    public void EveryRemedyOfTheDoctor_HasATestHere()
    {
        string[] tests = [.. typeof(RemedyKernelTests).GetMethods().Select(test => test.Name.Split('_')[0])];
        Assert.Empty(typeof(Remedies).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(method => method.IsAssembly && !tests.Contains(method.Name)).Select(method => method.Name));
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void EnableDevice_LeadsToTheDevice()
    {
        _machine.With($"daxctl disable-device {DeviceName}", $"daxctl enable-device {DeviceName} || true");
        FollowTheRefusal(Device, DaxError.DeviceDisabled, "daxctl enable-device");
        MappingChecks.KeepsWhatWasPersisted(Device);
    }

    /// <summary>The memory is online, as it is when nobody asked daxctl for anything else.</summary>
    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void ReconfigureDevice_LeadsFromSystemRamToTheDevice()
    {
        _machine.With($"modprobe kmem; daxctl reconfigure-device -f --mode=system-ram {DeviceName}", $"daxctl reconfigure-device -f --mode=devdax {DeviceName} || true");
        FollowTheRefusal(Device, DaxError.SystemRamMode, "daxctl reconfigure-device");
        MappingChecks.KeepsWhatWasPersisted(Device);
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void AllowWrites_LeadsToAWritableDevice()
    {
        string name = DeviceName;
        string region = DaxBus.Enumerate().Single(device => device.Name == name).NdRegion!.SysfsPath;
        _machine.With($"echo 1 > {region}/read_only", $"echo 0 > {region}/read_only");
        Assert.Contains($"echo 0 > {region}/read_only", Refusal(Device, DaxError.ReadOnly).Remedy, StringComparison.Ordinal);
        Follow(Device, "the region can be written", "echo 0 >");
        MappingChecks.KeepsWhatWasPersisted(Device);
    }

    [SkippableTheory]
    [Trait("Category", "Kernel")]
    [InlineData("mkfs.ext4 -q -F -b 4096")]
    [InlineData("mkfs.xfs -q -f")]
    public void MountAgain_LeadsToMapSync(string makeFileSystem)
    {
        using var mount = new SpareMount(makeFileSystem, "dax=never");
        TestFile file = TestFile.In(mount.Folder).WithBytes(TestFile.Length);
        Is(file.Path, StoreGranularity.Page);
        Follow(file.Path, "DAX mode", "umount");
        Is(file.Path, StoreGranularity.CacheLine);
    }

    [SkippableTheory]
    [Trait("Category", "Kernel")]
    [InlineData("mkfs.ext4 -q -F -b 4096")]
    [InlineData("mkfs.xfs -q -f")]
    public void SetDaxFlag_LeadsToMapSync(string makeFileSystem)
    {
        using var mount = new SpareMount(makeFileSystem, "dax=inode");
        TestFile file = TestFile.In(mount.Folder).WithBytes(TestFile.Length);
        Is(file.Path, StoreGranularity.Page);
        Follow(file.Path, "the file's own DAX flag", "xfs_io");
        Is(file.Path, StoreGranularity.CacheLine);
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void FormatAgain_LeadsToMapSync()
    {
        using var mount = new SpareMount("mkfs.vfat", "rw");
        Is(TestFile.In(mount.Folder).WithBytes(TestFile.Length).Path, StoreGranularity.Page);
        Follow(mount.Folder, "file system with DAX", "umount");
        Is(TestFile.In(mount.Folder).WithBytes(TestFile.Length).Path, StoreGranularity.CacheLine);
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void FormatAndMount_LeadsToMapSync()
    {
        string device = TestDevices.Get(TestDevices.SparePmem);
        _machine.With("true", $"umount {_directory} || true; wipefs -qa {device}");
        Refusal(device, DaxError.WrongFileType);
        Follow(device, "a file or a dax device", "mkfs.ext4");
        Is(TestFile.In(_directory).WithBytes(TestFile.Length).Path, StoreGranularity.CacheLine);
    }

    /// <summary>Two remedies, one after the other: the host's flush is made by the file system alone.</summary>
    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void ConvertToFsDax_LeadsToPageGranularity()
    {
        string disk = TestDevices.Get(TestDevices.SpareVirtioPmem);
        string number = Path.GetFileName(disk)["pmem".Length..];
        _machine.With($"ndctl create-namespace -f -e namespace{number}.0 --mode=devdax --map=mem --align=2M", $"ndctl destroy-namespace -f namespace{number}.0");
        string device = $"/dev/dax{number}.0";
        Refusal(device, DaxError.AsynchronousProvider);
        Follow(device, "synchronous provider", "ndctl create-namespace");

        _machine.With("true", $"umount {_directory}");
        Follow(disk, "a file or a dax device", "mkfs.ext4");
        Is(TestFile.In(_directory).WithBytes(TestFile.Length).Path, StoreGranularity.Page);
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void CreateFileSystem_LeadsToMapSync()
    {
        using var file = TestFile.Written(TestDevices.PlainExt4);
        Is(file.Path, StoreGranularity.Page);
        _machine.With("true", $"{Tool} setup destroy {_directory} --force");
        Follow(file.Path, "persistent memory", "daxnative setup create");
        Is(TestFile.In(_directory).WithBytes(TestFile.Length).Path, StoreGranularity.CacheLine);
    }

    [SkippableTheory]
    [Trait("Category", "Kernel")]
    [InlineData(true)]
    [InlineData(false)]
    public void Permit_LetsAnOrdinaryUserIn(bool isDevice)
    {
        TestDevices.RequireGuest();
        DebianPackages.SkipUnlessThere("setfacl");
        DebianPackages.SkipUnlessThere("setpriv");
        using TestFile? file = isDevice ? null : TestFile.Written(TestDevices.NvdimmExt4);
        string path = file?.Path ?? Device;
        _machine.With($"setfacl -b {path}; chmod 600 {path}", isDevice ? $"setfacl -b {path}" : "true");
        string[] ordinary = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        Assert.Equal(1, ProbeProcess.Run(["open", path], ordinary, ("HOME", "/tmp")).ExitCode);

        ProcessResult inspects = ProbeProcess.RunProgram([.. ordinary, ProbeProcess.DotNet, ToolRun.Assembly, "inspect", path, "--json"]);
        Run(RemedyIn(inspects.Output, "this user may write it", "setfacl"));

        ProcessResult opens = ProbeProcess.Run(["open", path], ordinary, ("HOME", "/tmp"));
        Assert.True(opens.ExitCode == 0, opens.ToString());
    }

    private static string Tool => $"{ProbeProcess.DotNet} {ToolRun.Assembly}";

    private static DaxException Refusal(string path, DaxError error)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(path).Dispose());
        Assert.Equal(error, refusal.Error);
        return refusal;
    }

    private static void Is(string path, StoreGranularity granularity)
    {
        using var map = PersistentMapping.Open(path);
        Assert.Equal(granularity, map.Granularity);
        map.AsSpan(0, 8).Fill(1);
        map.Persist(0, 8);
    }

    /// <summary>The remedy is the exception's, which is a command and a full stop; the doctor proposes the same.</summary>
    private void FollowTheRefusal(string path, DaxError error, string begins)
    {
        string remedy = Refusal(path, error).Remedy.TrimEnd('.');
        Assert.Equal(remedy, RemedyFor(path, "devdax mode", begins));
        Run(remedy);
    }

    private void Follow(string path, string condition, string begins) => Run(RemedyFor(path, condition, begins));

    private static string RemedyFor(string path, string condition, string begins) =>
        RemedyIn(ToolRun.Of("inspect", path, "--json").Output, condition, begins);

    private static string RemedyIn(string inspected, string condition, string begins)
    {
        string remedy = JsonDocument.Parse(inspected).RootElement.GetProperty("outlook").GetProperty("conditions").EnumerateArray()
            .Single(element => element.GetProperty("name").GetString() == condition).GetProperty("command").GetString()!;
        Assert.StartsWith(begins, remedy, StringComparison.Ordinal);
        return remedy;
    }

    private void Run(string remedy) => GuestCommand.Run(
        $"daxnative() {{ {Tool} \"$@\"; }}; {remedy.Replace("DIRECTORY", _directory, StringComparison.Ordinal)}");
}
