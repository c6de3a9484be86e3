using Tsavorite.core;

namespace DaxNative.Garnet;

/// <summary>Makes, lists and deletes the devices below one folder of the engine's.</summary>
internal sealed class PmemDeviceFactory(SegmentStore store, string baseName, PmemDeviceOptions options) : INamedDeviceFactory
{
    public IDevice Get(FileDescriptor fileInfo) => new PmemDevice(store, DeviceName.Of(baseName, fileInfo.directoryName, fileInfo.fileName), options);

    public uint GetSectorSize(FileDescriptor fileInfo) => options.SectorSize;

    // Without a file's name it is the folder, with all that is below it.
    public void Delete(FileDescriptor fileInfo)
    {
        string name = DeviceName.Of(baseName, fileInfo.directoryName, fileInfo.fileName);
        bool isFolder = string.IsNullOrEmpty(fileInfo.fileName);
        foreach (string segment in store.List(isFolder ? DeviceName.Below(name) : name))
        {
            if (isFolder || DeviceName.IsOf(name, segment))
            {
                store.Delete(segment);
            }
        }
    }

    // In order of preference: the engine takes the first checkpoint that is whole, so the newest comes first.
    public IEnumerable<FileDescriptor> ListContents(string path)
    {
        string below = DeviceName.Below(DeviceName.Of(baseName, path));
        string[][] newestFirst = [.. store.List(below).Reverse().Select(name => name[below.Length..].Split('/', 2))];
        return
        [
            .. newestFirst.Where(parts => parts.Length == 2).Select(parts => parts[0]).Distinct().Select(folder => new FileDescriptor(folder, "")),
            .. newestFirst.Where(parts => parts.Length == 1).Select(parts => new FileDescriptor("", parts[0])),
        ];
    }
}
