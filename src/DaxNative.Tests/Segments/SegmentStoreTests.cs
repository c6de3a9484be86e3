using Xunit;

namespace DaxNative.Tests;

public class SegmentStoreTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void List_GivesTheNamesThatBeginAsAskedAsTheyWereMade(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using (SegmentStore store = place.Open())
        {
            foreach (string name in (string[])["b/2", "a", "b/1", "b", "ü.0"])
            {
                store.Open(name).Dispose();
                place.WaitForTheNextTime();
            }

            Assert.Equal(["b/2", "a", "b/1", "b", "ü.0"], store.List());
            Assert.Equal(["b/2", "b/1"], store.List("b/"));
            Assert.True(store.Contains("b/1"));
            Assert.False(store.Contains("b/3"));
        }

        using SegmentStore again = place.Open();
        Assert.Equal(["b/2", "a", "b/1", "b", "ü.0"], again.List());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Delete_TakesTheSegmentAwayFromWhoHasItOpen(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using Segment old = store.Open("a");
        old.Write(0, TestStore.Bytes(3 * TestStore.Chunk));

        Assert.True(store.Delete("a"));
        Assert.False(store.Delete("a"));

        Refusal.Of(DaxError.NotFound, () => old.Write(0, [1]));
        Refusal.Of(DaxError.NotFound, () => store.Open("a", FileMode.Open));
        using Segment young = store.Open("a");
        Assert.Equal(0, young.Length);
        young.Write(2 * TestStore.Chunk, [1]);
        Assert.All(TestStore.Read(young, 0, 2 * TestStore.Chunk), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_OfASegmentGoesByItsMode(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();

        Refusal.Of(DaxError.NotFound, () => store.Open("a", FileMode.Open));
        store.Open("a", FileMode.CreateNew).Dispose();
        Refusal.Of(DaxError.AlreadyExists, () => store.Open("a", FileMode.CreateNew));
        Assert.Throws<ArgumentException>(() => store.Open("a", FileMode.Truncate));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a%b")]
    [InlineData("a\0b")]
    public void Open_RefusesWhatIsNoName(string name)
    {
        using var place = new TestStore(StoreKind.FileInMemory);
        using SegmentStore store = place.Open();
        Assert.ThrowsAny<ArgumentException>(() => store.Open(name));
        Assert.ThrowsAny<ArgumentException>(() => store.Delete(name));
    }

    [Fact]
    public void Open_RefusesHalfOfASurrogatePair()
    {
        using var place = new TestStore(StoreKind.FileInMemory);
        using SegmentStore store = place.Open();
        Assert.Throws<ArgumentException>(() => store.Open("a\ud800"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_TakesANameOf200BytesAndNoLongerOne(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        string longest = new('ü', 100);
        store.Open(longest).Dispose();
        Assert.Equal([longest], store.List());
        Assert.Throws<ArgumentException>(() => store.Open(longest + "x"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_RefusesAStoreThatIsOpen(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using (SegmentStore store = place.Open())
        {
            Refusal.Of(DaxError.Locked, () => place.Open());
        }

        place.Open().Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_GoesByItsMode(StoreKind kind)
    {
        using var place = new TestStore(kind);
        Refusal.Of(DaxError.NotFound, () => SegmentStore.Open(place.Path, place.Options with { Mode = FileMode.Open, Length = 0 }));
        place.Open(FileMode.CreateNew).Dispose();
        Refusal.Of(DaxError.AlreadyExists, () => place.Open(FileMode.CreateNew));
        place.Open(FileMode.Open).Dispose();
    }

    [Theory]
    [InlineData(StoreKind.FileInMemory)]
    [InlineData(StoreKind.FileOnDisk)]
    public void Open_FormatsNothingButZerosUnlessAskedTo(StoreKind kind)
    {
        using var place = new TestStore(kind);
        byte[] other = new byte[256 << 10];
        other[1080] = 0x53;
        File.WriteAllBytes(place.Path, other);

        Refusal.Of(DaxError.NotASegmentStore, () => place.Open());
        Refusal.Of(DaxError.NotASegmentStore, () => place.Open(FileMode.CreateNew));
        Assert.Equal(other, File.ReadAllBytes(place.Path));

        place.Open(FileMode.Create).Dispose();
        using SegmentStore store = place.Open(FileMode.Open);
        Assert.Empty(store.List());
    }

    [Fact]
    public void Open_RefusesAFolderWithOtherFiles()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        Directory.CreateDirectory(place.Path);
        File.WriteAllText(Path.Combine(place.Path, "mine"), "text");

        Refusal.Of(DaxError.NotASegmentStore, () => place.Open());

        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(place.Path).Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void RequiredGranularity_IsEnforced(StoreKind kind)
    {
        using var place = new TestStore(kind);
        SegmentStoreOptions options = place.Options with { RequiredGranularity = StoreGranularity.CacheLine };
        if (kind is StoreKind.FileInMemory or StoreKind.FolderInMemory)
        {
            using SegmentStore store = SegmentStore.Open(place.Path, options);
            Assert.Equal(StoreGranularity.CacheLine, store.Granularity);
            Refusal.Of(DaxError.VolatileMemory, () => SegmentStore.Open(place.Path + "2", options with { AllowVolatile = false }));
        }
        else
        {
            Refusal.Of(DaxError.GranularityNotAvailable, () => SegmentStore.Open(place.Path, options));
            using SegmentStore store = place.Open();
            Assert.Equal(StoreGranularity.Page, store.Open("a").Guarantee.Granularity);
        }
    }

    [Theory]
    [InlineData(StoreKind.FileInMemory)]
    [InlineData(StoreKind.FileOnDisk)]
    public void Write_ThatFindsNoRoomLosesNothing(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using Segment kept = store.Open("kept");
        using Segment big = store.Open("big");
        kept.Write(0, [1, 2, 3]);
        long free = store.FreeBytes!.Value;

        Refusal.Of(DaxError.NoSpace, () => big.Write(0, new byte[free + 1]));

        Assert.Equal((0, free), (big.Length, store.FreeBytes));
        big.Write(0, TestStore.Bytes((int)free));
        Refusal.Of(DaxError.NoSpace, () => kept.Write(TestStore.Chunk, [1]));
        Assert.Equal([1, 2, 3], TestStore.Read(kept, 0, 3));
        Assert.True(store.Delete("big"));
        Assert.Equal(free, store.FreeBytes);
        kept.Write(TestStore.Chunk, [1]);
    }

    [Fact]
    public void Open_RefusesOneSegmentMoreThanTheDirectoryNames()
    {
        using var memory = TempPath.InMemory();
        using SegmentStore store = SegmentStore.Open(memory.Path, new SegmentStoreOptions { Length = 1 << 20, ChunkSize = 4096, MostSegments = 2, AllowVolatile = true });
        store.Open("a").Dispose();
        store.Open("b").Dispose();

        Refusal.Of(DaxError.NoSpace, () => store.Open("c"));

        Assert.True(store.Delete("a"));
        store.Open("c").Dispose();
        Assert.Equal(["b", "c"], store.List());
    }

    [Theory]
    [InlineData(63)]
    [InlineData(100)]
    [InlineData(2L << 30)]
    public void Open_RefusesAChunkSizeThatIsNone(long size) =>
        Assert.Throws<ArgumentException>(() => SegmentStore.Open("/dev/shm/daxnative-none", new SegmentStoreOptions { ChunkSize = size }));

    [Fact]
    public void Open_RefusesALengthForAFolder()
    {
        using var place = TempPath.InMemory();
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => SegmentStore.Open(place.Directory, new SegmentStoreOptions { Length = 1 << 20 }));
        Assert.Contains("Length is 1048576", refusal.Message, StringComparison.Ordinal);
    }
}
