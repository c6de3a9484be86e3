using Xunit;

namespace DaxNative.Tests;

/// <summary>What an opening does to a name is about the folder that the kernel came to, and to no other file.</summary>
public class FileNameTests
{
    [Fact]
    public void RefusedOpen_TouchesNoOtherFileWhereDotDotFollowsALink()
    {
        using var temp = TempPath.OnDisk();
        string path = BehindALink(temp, "f");
        File.WriteAllText(Path.Combine(temp.Directory, "x/f"), "the user's other database");

        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(
            path, new MappingOptions { Mode = FileMode.CreateNew, Length = 4096, RequiredGranularity = StoreGranularity.CacheLine }));

        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Equal("the user's other database", File.ReadAllText(Path.Combine(temp.Directory, "x/f")));
        Assert.Equal(["only", "sub"], Names(Path.Combine(temp.Directory, "real")));
    }

    [Theory]
    [InlineData("f", "real/f")]
    [InlineData("only/f", "real/only/f")]
    public void Open_CreatesTheFileWhereTheKernelSaysThatDotDotLeads(string name, string expected)
    {
        using var temp = TempPath.OnDisk();

        using PersistentMapping map = PersistentMapping.Open(BehindALink(temp, name), new MappingOptions { Mode = FileMode.CreateNew, Length = 4096 });

        Assert.Equal(4096, new FileInfo(Path.Combine(temp.Directory, expected)).Length);
        Assert.Equal(["link"], Names(Path.Combine(temp.Directory, "x")));
    }

    [Theory]
    [InlineData("f", "real/f")]
    [InlineData("only/f", "real/only/f")]
    public void Prepare_CreatesTheFileWhereTheKernelSaysThatDotDotLeads(string name, string expected)
    {
        using var temp = TempPath.OnDisk();

        StaticFile.Prepare(BehindALink(temp, name), 8192);

        Assert.Equal(8192, new FileInfo(Path.Combine(temp.Directory, expected)).Length);
    }

    [Fact]
    public void CreatedFile_IsKnownToTheKernelByItsName()
    {
        using var temp = TempPath.OnDisk();
        using PersistentMapping map = PersistentMapping.Open(temp.Path, new MappingOptions { Mode = FileMode.CreateNew, Length = 4096, Lock = true });

        MappedArea area = RangeInspector.Inspect(map.AsSpan(0, 8)).Weakest;

        Assert.Equal((temp.Path, AreaKind.PageCache), (area.Path, area.Kind));
        Assert.Equal(DaxError.Locked, Assert.Throws<DaxException>(() => PersistentMapping.Open(temp.Path, new MappingOptions { Lock = true })).Error);
    }

    [Theory]
    [InlineData("nothing/")]
    [InlineData("nothing/.")]
    [InlineData("nothing/..")]
    public void CreateNew_OfAPathThatEndsInNoName_IsATypedRefusal(string end)
    {
        using var temp = TempPath.OnDisk();

        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(
            Path.Combine(temp.Directory, end), new MappingOptions { Mode = FileMode.CreateNew, Length = 4096 }));

        Assert.True(refusal.Error is DaxError.WrongFileType or DaxError.NotFound, refusal.Message);
        Assert.Empty(Names(temp.Directory));
    }

    [Fact]
    public void CreateNew_InAFolderThatIsNotThere_SaysSo()
    {
        using var temp = TempPath.OnDisk();

        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(
            Path.Combine(temp.Directory, "nowhere/f"), new MappingOptions { Mode = FileMode.CreateNew, Length = 4096 }));

        Assert.Equal(DaxError.NotFound, refusal.Error);
    }

    [Theory]
    [InlineData(FileMode.CreateNew)]
    [InlineData(FileMode.OpenOrCreate)]
    public void FileThatSomebodyElseCreatesMeanwhile_IsNeverReplaced(FileMode mode)
    {
        using var temp = TempPath.OnDisk();
        var options = new MappingOptions
        {
            Mode = mode,
            Length = 8192,
            AllocationProgress = new Callback(() =>
            {
                if (!File.Exists(temp.Path))
                {
                    File.WriteAllText(temp.Path, "first");
                }
            }),
        };

        if (mode == FileMode.CreateNew)
        {
            Assert.Equal(DaxError.AlreadyExists, Assert.Throws<DaxException>(() => PersistentMapping.Open(temp.Path, options)).Error);
        }
        else
        {
            using PersistentMapping map = PersistentMapping.Open(temp.Path, options);
            Assert.Equal("first"u8, map.AsReadOnlySpan(0, 5));
        }

        Assert.Equal("first", File.ReadAllText(temp.Path)[..5]);
        Assert.Equal(["file"], Names(temp.Directory));
    }

    [Fact]
    public void CreationThatIsCutShort_LeavesNothing()
    {
        using var temp = TempPath.OnDisk();

        Assert.Throws<InvalidDataException>(() => PersistentMapping.Open(temp.Path, new MappingOptions
        {
            Mode = FileMode.OpenOrCreate,
            Length = 9 << 20,
            AllocationProgress = new Callback(static () => throw new InvalidDataException()),
        }));

        Assert.Empty(Names(temp.Directory));
    }

    // DIRECTORY/x/link leads to DIRECTORY/real/sub, so that x/link/.. is DIRECTORY/real.
    private static string BehindALink(TempPath temp, string name)
    {
        Directory.CreateDirectory(Path.Combine(temp.Directory, "x"));
        Directory.CreateDirectory(Path.Combine(temp.Directory, "real/sub"));
        Directory.CreateDirectory(Path.Combine(temp.Directory, "real/only"));
        File.CreateSymbolicLink(Path.Combine(temp.Directory, "x/link"), Path.Combine(temp.Directory, "real/sub"));
        return Path.Combine(temp.Directory, "x/link/..", name);
    }

    private static IEnumerable<string?> Names(string folder) => Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order();

    private sealed class Callback(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }
}
