using Microsoft.Win32.SafeHandles;
using Xunit;

namespace DaxNative.Tests;

/// <summary>No room: the refusal comes before anything is allocated, and the file system is as it was before.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class FullFileSystemTests
{
    private const long TooMuch = 256 << 20;

    [SkippableTheory]
    [InlineData("tmpfs", FileAllocation.Written)]
    [InlineData("tmpfs", FileAllocation.Reserved)]
    [InlineData("ext4", FileAllocation.Written)]
    [InlineData("ext4", FileAllocation.Reserved)]
    public void Creating_LeavesNoFile(string type, FileAllocation allocation)
    {
        using SmallMount mount = SmallMount.Of(type);
        string path = Path.Combine(mount.Folder, "new");
        long free = mount.Free;

        DaxException refusal = Refused(path, allocation);
        Assert.Contains("room", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
        Assert.Equal(free, mount.Free);
    }

    [SkippableTheory]
    [InlineData("tmpfs", FileAllocation.Written)]
    [InlineData("tmpfs", FileAllocation.Reserved)]
    [InlineData("ext4", FileAllocation.Written)]
    [InlineData("ext4", FileAllocation.Reserved)]
    public void Extending_LeavesTheFileAsItWas(string type, FileAllocation allocation)
    {
        using SmallMount mount = SmallMount.Of(type);
        string path = Path.Combine(mount.Folder, "old");
        byte[] contents = new byte[100_001];
        new Random(1).NextBytes(contents);
        File.WriteAllBytes(path, contents);
        GuestCommand.Run("sync");
        long free = mount.Free;

        _ = Refused(path, allocation);
        Assert.Equal(contents, File.ReadAllBytes(path));
        Assert.Equal(free, mount.Free);
    }

    [SkippableTheory]
    [InlineData("tmpfs")]
    [InlineData("ext4")]
    public void GrowthThatWasKilled_IsDoneByTheNextInTheRoomThatItHadReserved(string type)
    {
        using SmallMount mount = SmallMount.Of(type);
        string path = Path.Combine(mount.Folder, "killed");
        File.WriteAllBytes(path, new byte[4096]);
        long length = mount.Free / 4 * 3 / 4096 * 4096;
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            FileGrowth.Reserve(file, path, 4096, length - 4096);
        }

        Assert.InRange(mount.Free, 0, length - 1);
        PersistentMapping.Open(path, Options(FileAllocation.Written) with { Length = length }).Dispose();
        Assert.Equal(length, new FileInfo(path).Length);
    }

    [SkippableTheory]
    [InlineData("tmpfs")]
    [InlineData("ext4")]
    public void PrefaultingMoreThanThereIs_IsAnErrorAndNotASignal(string type)
    {
        using SmallMount mount = SmallMount.Of(type);
        string path = Path.Combine(mount.Folder, "sparse");

        // Of a new file: the room is asked for before it has a name.
        Refusal.Predicted(DaxError.NoSpace, "fallocate", Errno.ENOSPC, path, Options(FileAllocation.Sparse) with { Prefault = true });
        Assert.False(File.Exists(path));

        // Of one that is long enough, and all hole: the kernel finds out.
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(TooMuch);
        }

        DaxException refusal = Refusal.ByKernel(DaxError.NoSpace, "madvise", Errno.EFAULT, path, new MappingOptions { AllowVolatile = true, Prefault = true });
        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
    }

    private static DaxException Refused(string path, FileAllocation allocation)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(path, Options(allocation)).Dispose());
        Assert.Equal((DaxError.NoSpace, Errno.ENOSPC, "ENOSPC", true), (refusal.Error, refusal.Errno, refusal.ErrnoName, refusal.IsPredicted));
        Assert.Equal("fallocate", refusal.Operation);
        Assert.Equal(path, refusal.Path);
        Assert.NotEmpty(refusal.Remedy);
        return refusal;
    }

    private static MappingOptions Options(FileAllocation allocation) =>
        new() { Mode = FileMode.OpenOrCreate, Length = TooMuch, Allocation = allocation, AllowVolatile = true, Verify = true };

    private sealed class SmallMount : IDisposable
    {
        private SmallMount()
        {
        }

        internal string Folder { get; } = Directory.CreateDirectory("/run/daxnative-" + Guid.NewGuid().ToString("N")).FullName;

        internal long Free => new DriveInfo(Folder).TotalFreeSpace;

        internal static SmallMount Of(string type)
        {
            TestDevices.RequireGuest();
            var mount = new SmallMount();
            GuestCommand.Run(type == "tmpfs"
                ? $"mount -t tmpfs -o size=16m small {mount.Folder}"
                : $"mkfs.ext4 -q -F -b 4096 {TestDevices.Get(TestDevices.SparePmem)} 32M; mount -o dax=always {TestDevices.Get(TestDevices.SparePmem)} {mount.Folder}");
            return mount;
        }

        public void Dispose() => GuestCommand.Run($"umount {Folder}");
    }
}
