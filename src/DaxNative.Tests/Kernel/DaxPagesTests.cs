using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// What the kernel does with the pages of a DAX mapping. Linux 6.15 gave them reference counts like those of other pages: the numbers
/// changed, and the rest must not have.
/// </summary>
[Trait("Category", "Kernel")]
public class DaxPagesTests
{
    private static readonly Version s_counted = new(6, 15);

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    [InlineData(TestDevices.NvdimmDevice4K)]
    [InlineData(TestDevices.NvdimmDevice2M)]
    public void TouchedPages_CountAsResidentSince615(string place)
    {
        // 6.12 says 0, and 6.1 counts a huge page of a file as a small one.
        Skip.If(Environment.OSVersion.Version < s_counted, "The pages of DAX are counted since Linux 6.15: tools/test.sh runs this on 7.3.");
        string where = TestDevices.Get(place);
        using TestFile? file = Directory.Exists(where) ? TestFile.Written(place) : null;
        using PersistentMapping map = PersistentMapping.Open(file?.Path ?? where, new MappingOptions { Length = TestFile.Length, Prefault = true });

        Assert.Equal(TestFile.Length, MappingChecks.Smaps(map).Sizes["Rss"]);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void AHolePunchedUnderAMapping_IsZeroAndTakesStoresAgain(string mount)
    {
        using var file = TestFile.Written(mount);
        using PersistentMapping map = PersistentMapping.Open(file.Path);
        Store(map, 1);

        GuestCommand.Run($"fallocate --punch-hole --offset 0 --length 4096 {file.Path}");

        Assert.Equal(0, map.AsReadOnlySpan(0, 1)[0]);
        Store(map, 2);
        using PersistentMapping again = PersistentMapping.Open(file.Path);
        Assert.Equal(2, again.AsReadOnlySpan(0, 1)[0]);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    [InlineData(TestDevices.PlainExt4)]
    public void WhatIsCutOffUnderAMapping_IsReportedByTheSafeReaderAndTheRestIsThere(string mount)
    {
        using var file = TestFile.Written(mount);
        using PersistentMapping map = PersistentMapping.Open(file.Path);
        Store(map, 1);

        GuestCommand.Run($"truncate --size 8192 {file.Path}");

        byte[] copy = new byte[16384];
        UnreadableRange lost = Assert.Single(SafeReader.TryCopy(map.AsReadOnlySpan(0, copy.Length), copy).Unreadable);
        Assert.Equal((8192L, 8192L), (lost.Offset, lost.Length));
        Assert.Equal(1, copy[0]);
    }

    private static void Store(PersistentMapping map, byte value)
    {
        map.AsSpan(0, 1)[0] = value;
        map.Persist(0, 1);
    }
}
