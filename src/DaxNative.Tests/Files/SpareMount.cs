namespace DaxNative.Tests;

/// <summary>A file system on the spare pmem device for one test.</summary>
internal sealed class SpareMount : IDisposable
{
    internal SpareMount(string makeFileSystem, string options)
    {
        string device = TestDevices.Get(TestDevices.SparePmem);
        Folder = Directory.CreateTempSubdirectory("daxnative-spare-").FullName;
        GuestCommand.Run($"wipefs -qa {device}; {makeFileSystem} {device}; mount -o {options} {device} {Folder}");
    }

    internal string Folder { get; }

    public void Dispose() => GuestCommand.Run($"umount {Folder}; wipefs -qa {TestDevices.Get(TestDevices.SparePmem)}; rmdir {Folder}");
}
