using System.Runtime.InteropServices;
using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>
/// A log in a file that grew and was never synced, mapped without MAP_SYNC: its records reach the memory like any others, and
/// the file system does not know of the blocks yet. A power cut must take them, or the cut was none.
/// </summary>
internal static class PowerCutControl
{
    internal static TransactionalLog Create(string path, long length)
    {
        using (FileStream file = new(path, FileMode.CreateNew))
        {
            file.SetLength(length);
        }

        PersistentMapping mapping = PersistentMapping.Open(path, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine });
        TakeMapSyncAway(mapping, path);
        return TransactionalLog.Create(mapping, leaveOpen: false);
    }

    /// <summary>Lists what is left of the one that a boot made.</summary>
    internal static PowerCutListing Look(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return PowerCutListing.Empty;
        }

        try
        {
            using TransactionalLog log = new LogTarget(path, 0).Open();
            return PowerCutListing.Of(log);
        }
        catch (LogException)
        {
            return PowerCutListing.Empty;
        }
    }

    // The library would never do this: a plain mapping of the same file in the place of its own, before the first touch.
    private static void TakeMapSyncAway(PersistentMapping mapping, string path)
    {
        const int ReadWrite = 3, Shared = 0x01, Fixed = 0x10;
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        ref byte start = ref MemoryMarshal.GetReference(mapping.AsSpan(0, 1));
        nint answer = Map(ref start, (nuint)mapping.Length, ReadWrite, Shared | Fixed, (int)file.SafeFileHandle.DangerousGetHandle(), 0);
        if (answer == -1)
        {
            throw new IOException($"{path}: mmap without MAP_SYNC failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Map(ref byte address, nuint length, int protection, int flags, int file, nint offset);
}
