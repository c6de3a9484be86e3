using Xunit;

namespace DaxNative.Tests;

public class SegmentTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_IsReadAgainAfterTheStoreWasOpenedAnew(StoreKind kind)
    {
        using var place = new TestStore(kind);
        byte[] bytes = TestStore.Bytes(50_000);
        using (SegmentStore store = place.Open())
        {
            using Segment segment = store.Open("a/b.0");
            segment.Write(12_345, bytes);
            segment.Write(0, bytes.AsSpan(0, 10));
        }

        using SegmentStore again = place.Open(FileMode.Open);
        using Segment found = again.Open("a/b.0", FileMode.Open);
        Assert.Equal(bytes, TestStore.Read(found, 12_345, bytes.Length));
        Assert.Equal(bytes[..10], TestStore.Read(found, 0, 10));
        Assert.All(TestStore.Read(found, 10, 12_335), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Length_IsZeroBeforeTheFirstWriteAndWholeChunksAfterIt(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using Segment segment = store.Open("a");
        Assert.Equal(0, segment.Length);
        Assert.Empty(TestStore.Read(segment, 0, 100));

        segment.Write(0, [1]);

        Assert.True(segment.Length >= TestStore.Chunk && segment.Length % TestStore.Chunk == 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_GivesWhatIsThereAndLeavesTheRestOfTheTargetAlone(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using Segment segment = store.Open("a");
        segment.Write(0, [7]);
        long length = segment.Length;

        byte[] target = [.. Enumerable.Repeat((byte)9, 10)];
        Assert.Equal(4, segment.Read(length - 4, target));

        Assert.Equal([0, 0, 0, 0, 9, 9, 9, 9, 9, 9], target);
        Assert.Equal(0, segment.Read(length, target));
        Assert.Equal(0, segment.Read(long.MaxValue, target));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Truncate_FreesWholeChunksAndZeroesTheRest(StoreKind kind)
    {
        using var place = new TestStore(kind);
        byte[] bytes = TestStore.Bytes(10 * TestStore.Chunk);
        using (SegmentStore store = place.Open())
        {
            using Segment segment = store.Open("a");
            segment.Write(0, bytes);
            segment.Truncate(TestStore.Chunk + 100);
            Assert.Equal(2 * TestStore.Chunk, segment.Length);
            Assert.Equal(bytes[..(TestStore.Chunk + 100)], TestStore.Read(segment, 0, TestStore.Chunk + 100));
            segment.Write(5 * TestStore.Chunk, [1]);
            Assert.All(TestStore.Read(segment, TestStore.Chunk + 100, (4 * TestStore.Chunk) - 100), value => Assert.Equal(0, value));
            segment.Truncate(long.MaxValue);
            Assert.True(segment.Length >= 6 * TestStore.Chunk);
            segment.Truncate(0);
            Assert.Equal(0, segment.Length);
        }

        using SegmentStore again = place.Open();
        using Segment found = again.Open("a", FileMode.Open);
        Assert.Equal(0, found.Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reserve_MakesRoomOfZeros(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using Segment segment = store.Open("a");

        segment.Reserve((20 * TestStore.Chunk) - 1);

        Assert.True(segment.Length >= 20 * TestStore.Chunk);
        Assert.All(TestStore.Read(segment, 0, 20 * TestStore.Chunk), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_FromManyThreadsLosesNothing(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using Segment segment = store.Open("a");
        byte[] bytes = TestStore.Bytes(120_000);

        Parallel.For(0, 400, part => segment.Write(part * 300, bytes.AsSpan(part * 300, 300)));

        Assert.Equal(bytes, TestStore.Read(segment, 0, bytes.Length));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_RefusesWhatNoSegmentHas(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        using Segment segment = store.Open("a");

        Assert.Throws<ArgumentOutOfRangeException>(() => segment.Write(-1, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.Write(long.MaxValue, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.Read(-1, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.Truncate(-1));
        Assert.Equal(0, segment.Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Dispose_EndsTheObjectAndNotTheSegment(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using SegmentStore store = place.Open();
        Segment one = store.Open("a");
        using Segment other = store.Open("a");
        one.Dispose();
        one.Dispose();

        other.Write(0, [5]);

        Assert.Throws<ObjectDisposedException>(() => one.Write(0, [1]));
        Assert.Equal([5], TestStore.Read(other, 0, 1));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AfterTheStore_TheSegmentIsDisposedToo(StoreKind kind)
    {
        using var place = new TestStore(kind);
        SegmentStore store = place.Open();
        Segment segment = store.Open("a");
        segment.Write(0, [1]);
        store.Dispose();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => segment.Write(0, [1]));
        Assert.Throws<ObjectDisposedException>(() => segment.Read(0, new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => store.List());
        segment.Dispose();
    }
}
