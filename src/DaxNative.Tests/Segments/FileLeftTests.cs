using Xunit;

namespace DaxNative.Tests;

/// <summary>What a power cut or a kill leaves of a folder's files.</summary>
public class FileLeftTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(70_001)]
    public void Open_TakesAFileOfAnyLength(int length)
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        place.Open().Dispose();
        byte[] left = TestStore.Bytes(length);
        File.WriteAllBytes(Path.Combine(place.Path, "a%0"), left);
        using SegmentStore store = place.Open();
        using Segment segment = store.Open("a/0", FileMode.Open);

        Assert.Equal(left, TestStore.Read(segment, 0, length + 10)[..length]);
        segment.Write(length + 5000, [1]);

        Assert.Equal(left, TestStore.Read(segment, 0, length));
        Assert.All(TestStore.Read(segment, length, 5000), value => Assert.Equal(0, value));
        Assert.Equal([1], TestStore.Read(segment, length + 5000, 1));
    }

    [Fact]
    public void Open_FinishesAFolderWhoseMarkerIsZeros()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        place.Open().Dispose();
        File.WriteAllBytes(Directory.EnumerateFiles(place.Path).Single(), new byte[4096]);

        using SegmentStore store = place.Open();

        Assert.Empty(store.List());
    }

    [Fact]
    public void List_LeavesHiddenFilesOut()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        using SegmentStore store = place.Open();
        store.Open("a").Dispose();
        File.WriteAllText(Path.Combine(place.Path, ".daxnative.left.new"), "");

        Assert.Equal(["a"], store.List());
    }

    [Fact]
    public void Open_RefusesASegmentWithAnotherGranularityThanTheStore()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        using var disk = TempPath.OnDisk().WithFile(4096);
        using SegmentStore store = place.Open();
        File.CreateSymbolicLink(Path.Combine(place.Path, "a"), disk.Path);

        Refusal.Of(DaxError.GranularityNotAvailable, () => store.Open("a"));
    }
}
