using Xunit;

namespace DaxNative.Tests;

[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class ReadOnlyFileSystemTests
{
    [SkippableFact]
    public void FileOnAReadOnlyMount_OpensForReadingAndIsRefusedForWriting()
    {
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        string folder = Directory.CreateDirectory("/run/daxnative-" + Guid.NewGuid().ToString("N")).FullName;
        string path = Path.Combine(folder, Path.GetFileName(file.Path));
        GuestCommand.Run($"mount --bind {TestDevices.Get(TestDevices.NvdimmExt4)} {folder}; mount -o remount,ro,bind {folder}");
        try
        {
            DaxException refusal = Refusal.ByKernel(DaxError.PermissionDenied, "open", Errno.EROFS, path);
            Assert.Contains("read-only", refusal.Message, StringComparison.Ordinal);
            Refusal.ByKernel(DaxError.PermissionDenied, "open", Errno.EROFS, path + "-new", new MappingOptions { Mode = FileMode.CreateNew, Length = 4096 });

            using PersistentMapping map = MappingChecks.Open(path, MappingAccess.Read);
            MappingChecks.IsReadOnly(map);
            Assert.True(map.Guarantee.IsMapSync);
        }
        finally
        {
            GuestCommand.Run($"umount {folder}");
        }
    }
}
