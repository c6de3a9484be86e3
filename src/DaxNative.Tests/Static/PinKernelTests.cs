using Xunit;

namespace DaxNative.Tests;

/// <summary>What a pin does on ext4, and that xfs with reflink has none.</summary>
[Trait("Category", "Kernel")]
public class PinKernelTests
{
    [SkippableFact]
    public void APinnedFile_GoesOnStoringAndIsClosedToWriters()
    {
        using TestFile file = TestFile.Named(TestDevices.NvdimmExt4);
        StaticFile.Prepare(file.Path, TestFile.Length);
        using (PersistentMapping map = PersistentMapping.Open(file.Path))
        {
            StaticFile.Pin(file.Path);
            try
            {
                Assert.True(StaticFile.IsPinned(file.Path));
                StaticFile.Pin(file.Path);
                map.AsSpan(4096, 1)[0] = 42;
                map.Persist(4096, 1);

                DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(file.Path).Dispose());
                Assert.Equal((DaxError.PermissionDenied, Errno.EPERM, "open"), (refusal.Error, refusal.Errno, refusal.Operation));
                Assert.Contains("StaticFile.Unpin", refusal.Remedy, StringComparison.Ordinal);
                Assert.Throws<UnauthorizedAccessException>(() => File.Delete(file.Path));
                using PersistentMapping reader = PersistentMapping.Open(file.Path, new MappingOptions { Access = MappingAccess.Read });
                Assert.Equal(42, reader.AsReadOnlySpan(4096, 1)[0]);
            }
            finally
            {
                StaticFile.Unpin(file.Path);
            }
        }

        Assert.False(StaticFile.IsPinned(file.Path));
        using PersistentMapping again = PersistentMapping.Open(file.Path);
        Assert.Equal(42, again.AsSpan(4096, 1)[0]);
    }

    [SkippableFact]
    public void OnXfsWithReflink_AFileIsNotPinned()
    {
        using TestFile file = TestFile.Named(TestDevices.NvdimmXfs);
        StaticFile.Prepare(file.Path, TestFile.Length);
        DaxException refusal = Assert.Throws<DaxException>(() => StaticFile.Pin(file.Path));
        Assert.Equal(DaxError.NotSupported, refusal.Error);
        Assert.Contains("reflink=0", refusal.Remedy, StringComparison.Ordinal);
        Assert.False(StaticFile.IsPinned(file.Path));
    }

    [SkippableFact]
    public void AFileInThePageCache_IsNotPinned()
    {
        using TestFile file = TestFile.Named(TestDevices.PlainExt4);
        StaticFile.Prepare(file.Path, 4096);
        Assert.Contains("DAX", Assert.Throws<DaxException>(() => StaticFile.Pin(file.Path)).Message, StringComparison.Ordinal);
    }
}
