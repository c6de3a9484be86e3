using Xunit;

namespace DaxNative.Tests;

/// <summary>The recorded trees, extracted once; for tests that only read.</summary>
public sealed class RecordedKernels : IDisposable
{
    private static readonly string[] s_kernels = ["6.12", "6.1", "7.3"];

    private readonly Dictionary<string, FakeLinux> _trees = s_kernels.ToDictionary(kernel => kernel, FakeLinux.Recorded);

    public static TheoryData<string> All { get; } = [.. s_kernels];

    public void Dispose()
    {
        foreach (FakeLinux tree in _trees.Values)
        {
            tree.Dispose();
        }
    }

    internal LinuxRoot this[string kernel] => _trees[kernel].Root;

    /// <summary>The number of a block device by its name.</summary>
    internal (uint Major, uint Minor) Block(string kernel, string name) =>
        SysfsValue.DeviceNumber(SysfsAttribute.Read(this[kernel].Sys + "/class/block/" + name + "/dev"))!.Value;

    /// <summary>The number of the device-mapper table with this name.</summary>
    internal (uint Major, uint Minor) Table(string kernel, string name)
    {
        string blocks = this[kernel].Sys + "/class/block/";
        string block = SysfsPath.Names(blocks).Single(block => SysfsAttribute.Read(blocks + block + "/dm/name") == name);
        return Block(kernel, block);
    }

    /// <summary>The device numbers of the file system mounted there.</summary>
    internal (uint Major, uint Minor) Mount(string kernel, string mountPoint)
    {
        MountInfoEntry mount = MountInfoReader.Read(this[kernel]).Single(mount => mount.MountPoint == mountPoint);
        return (mount.Major, mount.Minor);
    }
}
