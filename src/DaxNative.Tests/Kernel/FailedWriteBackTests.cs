using Xunit;

namespace DaxNative.Tests;

/// <summary>A disk that fails, and then works again: the kernel calls the pages clean, and a mapping must not.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class FailedWriteBackTests
{
    private const string Table = "daxnative-failing";
    private const int Sectors = 65536;

    [SkippableFact]
    public void MappingWhoseMsyncFailed_StaysFailedWhenTheDiskIsWellAgain()
    {
        string good = Good;
        using var stack = new BlockStackMount();
        Mount(stack);
        using TestFile file = stack.File();
        GuestCommand.Run("sync");
        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { RequiredGranularity = StoreGranularity.Page });
        using PersistentMapping beside = PersistentMapping.Open(file.Path);
        Assert.Equal(StoreGranularity.Page, map.Granularity);

        "X: committed"u8.CopyTo(map.AsSpan(0, 12));
        Load($"0 {Sectors} error");
        DaxException failure = Assert.Throws<DaxException>(() => map.Persist(0, 12));
        Load(good);

        Assert.Equal((DaxError.WriteBackFailed, Errno.EIO), (failure.Error, failure.Errno));

        // The kernel itself has forgotten it, which is the reason for all this.
        Assert.Equal(0, Libc.Msync(map.Address, (nuint)map.Length, MsyncFlags.MS_SYNC));
        Assert.All(
            (Action[])[() => map.Persist(0, 12), () => map.Persist(1 << 20, 4096), () => map.Drain(), () => map.DeepFlush(0, 12)],
            call => Assert.Equal(DaxError.WriteBackFailed, Assert.Throws<DaxException>(call).Error));

        // Each open file is told once: this one was open before, and has not been told yet.
        Assert.Equal(DaxError.WriteBackFailed, Assert.Throws<DaxException>(() => beside.Persist(0, 12)).Error);
    }

    // The growth's fsync may be told of it as well; it is no msync of the mapping.
    [SkippableFact]
    public void GrowthBesideAFailedWriteBack_DoesNotHideItFromTheMapping()
    {
        string good = Good;
        using var stack = new BlockStackMount();
        Mount(stack);
        using TestFile file = stack.File();
        GuestCommand.Run("sync");
        using var range = AddressRange.Reserve(4L * TestFile.Length);
        using PersistentMapping map = range.Open(file.Path, 0, new MappingOptions { RequiredGranularity = StoreGranularity.Page });

        // Written back by the kernel alone, which keeps the failure for whoever asks next.
        "X: committed"u8.CopyTo(map.AsSpan(0, 12));
        Load($"0 {Sectors} error");
        GuestCommand.Run("sync || true");
        Load(good);

        Exception? growth = Record.Exception(() => map.Grow(2L * TestFile.Length));

        Assert.True(growth is null or DaxException { Errno: Errno.EIO }, growth?.ToString());
        Assert.Equal(DaxError.WriteBackFailed, Assert.Throws<DaxException>(() => map.Persist(0, 12)).Error);
    }

    private static string Good => $"0 {Sectors} linear {TestDevices.Get(TestDevices.SparePmem)} 0";

    // Without a journal only the pages themselves are written: what fails is they, and the file system goes on.
    private static void Mount(BlockStackMount stack)
    {
        stack.WithTable(Table, Good);
        stack.With($"mkdir {stack.Folder}; mkfs.ext4 -q -F -b 4096 -O ^has_journal /dev/mapper/{Table}; mount -o errors=continue /dev/mapper/{Table} {stack.Folder}", $"umount {stack.Folder}");
    }

    private static void Load(string table) => GuestCommand.Run(
        $"dmsetup suspend --noflush --nolockfs {Table}; dmsetup load {Table} --table '{table}'; dmsetup resume --noudevsync {Table}");
}
