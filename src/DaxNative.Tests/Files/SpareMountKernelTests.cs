using Xunit;

namespace DaxNative.Tests;

/// <summary>File systems made otherwise than those that the machine has mounted.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class SpareMountKernelTests
{
    private const string Ext4 = "mkfs.ext4 -q -F -b 4096";
    private const string Xfs = "mkfs.xfs -q -f";

    [SkippableFact]
    public void OnXfsWithoutReflink_AFileIsPinned()
    {
        using var mount = new SpareMount(Xfs + " -m reflink=0", "dax=always");
        string path = Path.Combine(mount.Folder, "file");
        StaticFile.Prepare(path, 1 << 20);
        using PersistentMapping map = PersistentMapping.Open(path);
        StaticFile.Pin(path);
        try
        {
            Assert.True(StaticFile.IsPinned(path));
            map.AsSpan(0, 1)[0] = 1;
            map.Persist(0, 1);
        }
        finally
        {
            StaticFile.Unpin(path);
        }
    }

    [SkippableTheory]
    [InlineData(Ext4)]
    [InlineData(Xfs)]
    public void AFileSystemWithoutAlignmentOfItsOwn_StillGetsAnAlignedFile(string makeFileSystem)
    {
        using var mount = new SpareMount(makeFileSystem, "dax=always");
        File.WriteAllBytes(Path.Combine(mount.Folder, "before"), new byte[12_288]);
        StaticFileReport report = StaticFile.Prepare(Path.Combine(mount.Folder, "file"), 6 << 20, 2 << 20);
        Assert.True(report.IsStatic, report.ToString());
        Assert.Equal(6 << 20, report.Length);
    }

    [SkippableTheory]
    [InlineData(Ext4)]
    [InlineData(Xfs)]
    public void TheFlag_IsEffectiveWhenTheLastUserCloses(string makeFileSystem)
    {
        using var mount = new SpareMount(makeFileSystem, "dax=inode");
        string path = Path.Combine(mount.Folder, "file");
        using (File.Create(path))
        {
            Assert.Equal(new DaxFlagState(false, false), DaxFlag.GetState(path));
            Assert.Equal(DaxFlagEffect.AfterLastClose, DaxFlag.SetWanted(path, true));
            Assert.Equal(new DaxFlagState(false, true), DaxFlag.GetState(path));
        }

        Assert.Equal(new DaxFlagState(true, true), DaxFlag.GetState(path));
        Assert.Equal(DaxFlagEffect.Now, DaxFlag.SetWanted(path, false));
        Assert.Equal(new DaxFlagState(false, false), DaxFlag.GetState(path));
    }

    [SkippableTheory]
    [InlineData(Ext4)]
    [InlineData(Xfs)]
    public void ADirectorysFlag_IsInherited(string makeFileSystem)
    {
        using var mount = new SpareMount(makeFileSystem, "dax=inode");
        string folder = Directory.CreateDirectory(Path.Combine(mount.Folder, "folder")).FullName;
        Assert.Equal(DaxFlagEffect.OnNewFiles, DaxFlag.SetWanted(folder, true));
        Assert.True(DaxFlag.GetState(folder).IsWanted);
        string path = Path.Combine(folder, "file");
        StaticFile.Prepare(path, 1 << 20);
        Assert.Equal(new DaxFlagState(true, true), DaxFlag.GetState(path));
        using PersistentMapping map = PersistentMapping.Open(path);
        Assert.NotEqual(StoreGranularity.Page, map.Granularity);
    }

    [SkippableTheory]
    [InlineData(Ext4)]
    [InlineData(Xfs)]
    public void WithoutDax_AStoredLineInANewFileMakesFewPagesDirty(string makeFileSystem)
    {
        using var mount = new SpareMount(makeFileSystem, "dax=never");
        Assert.InRange(DirtyBytes.OfOneLine(Path.Combine(mount.Folder, "file")), Environment.SystemPageSize, DirtyBytes.Most);

        string prepared = Path.Combine(mount.Folder, "prepared");
        StaticFile.Prepare(prepared, DirtyBytes.Length);
        Assert.InRange(DirtyBytes.OfOneLine(prepared), Environment.SystemPageSize, DirtyBytes.Most);
    }

    [SkippableFact]
    public void TheMount_OverrulesTheFlag()
    {
        using var mount = new SpareMount(Ext4, "dax=never");
        string path = Path.Combine(mount.Folder, "file");
        File.WriteAllBytes(path, []);
        Assert.Equal(DaxFlagEffect.OverruledByMount, DaxFlag.SetWanted(path, true));
    }
}
