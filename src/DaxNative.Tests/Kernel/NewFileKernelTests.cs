using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// New files on the guest's own root, an overlay: before Linux 6.2 overlayfs has no files without a name, so one of the
/// kernels takes the other way to create them.
/// </summary>
[Trait("Category", "Kernel")]
public class NewFileKernelTests
{
    [SkippableTheory]
    [InlineData(FileMode.CreateNew)]
    [InlineData(FileMode.OpenOrCreate)]
    public void NewFileOnAnOverlay_IsWholeAndAlone(FileMode mode)
    {
        using Folder folder = new();

        using (PersistentMapping map = PersistentMapping.Open(folder.File, new MappingOptions { Mode = mode, Length = 1 << 20, Lock = true }))
        {
            map.Write(0, "stored"u8);
            Assert.Equal(DurabilityEvidence.Assumed, map.Guarantee.Evidence);
        }

        Assert.Equal(["file"], folder.Names);
        Assert.Equal((1 << 20, "stored"), (File.ReadAllBytes(folder.File).Length, File.ReadAllText(folder.File)[..6]));
    }

    [SkippableFact]
    public void RefusedFileOnAnOverlay_LeavesNothing()
    {
        using Folder folder = new();

        Assert.Throws<DaxException>(() => PersistentMapping.Open(folder.File, new MappingOptions { Mode = FileMode.CreateNew, Length = 4096, RequiredEvidence = DurabilityEvidence.Proven }));

        Assert.Empty(folder.Names);
    }

    private sealed class Folder : IDisposable
    {
        internal Folder()
        {
            TestDevices.RequireGuest();
            Directory.CreateDirectory(Path);
        }

        internal string File => Path + "/file";

        internal IEnumerable<string?> Names => Directory.EnumerateFileSystemEntries(Path).Select(System.IO.Path.GetFileName);

        private string Path { get; } = "/var/daxnative-" + Guid.NewGuid().ToString("N");

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
