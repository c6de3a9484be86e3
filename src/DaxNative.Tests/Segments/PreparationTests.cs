using Xunit;

namespace DaxNative.Tests;

/// <summary>Room that is made ahead of need.</summary>
public class PreparationTests
{
    private const int Chunk = 4096;
    private static readonly SegmentStoreOptions s_options = new() { ChunkSize = Chunk, MostSegments = 4, ChunksAhead = 2 };

    [Fact]
    public void AFailure_IsSeenAndComesToTheWriteThatNeedsTheRoom()
    {
        var disk = new FailingWriteBack();
        using PersistentMapping memory = SimulatedMapping.Create(disk, StoreGranularity.Page, 1 << 17);
        using SegmentStore made = SegmentStore.Open(memory, s_options with { ChunksAhead = 0 });
        made.Dispose();
        disk.FailsFrom = Chunk;
        using SegmentStore store = SegmentStore.Open(memory, s_options);
        using Segment segment = store.Open("a");

        Assert.True(Patience.Until(() => store.PreparationFailure is not null));
        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => segment.Write(0, [1])).Message);
        Assert.Equal(0, segment.Length);

        disk.FailsFrom = long.MaxValue;
        segment.Write(0, [1]);
        Assert.True(Patience.Until(() => store.PreparationFailure is null));
    }

    [Theory]
    [InlineData(StoreKind.FolderInMemory)]
    [InlineData(StoreKind.FileInMemory)]
    public void Growth_RunsAheadOfTheWritesAndDisposeWaitsForIt(StoreKind kind)
    {
        using var place = new TestStore(kind);
        for (int round = 0; round < 20; round++)
        {
            using SegmentStore store = place.Open();
            using Segment segment = store.Open("a");
            segment.Truncate(0);
            byte[] bytes = TestStore.Bytes(100);
            for (int i = 0; i < 700; i++)
            {
                segment.Write(i * 100, bytes);
            }

            Assert.Null(store.PreparationFailure);
            Assert.Equal(bytes, TestStore.Read(segment, 69_900, 100));
        }
    }

    [Fact]
    public void AFile_GrowsAheadOfItsEnd()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        using SegmentStore store = place.Open();
        using Segment segment = store.Open("a");
        segment.Write(0, new byte[4 * Chunk]);
        long before = segment.Length;

        segment.Write(before - 10, [1]);

        Assert.True(Patience.Until(() => segment.Length > before));
    }

    [Fact]
    public void ATruncation_AndWritesAndDeletionsTogetherEnd()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        using SegmentStore store = place.Open();
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            try
            {
                using Segment segment = store.Open("a");
                segment.Write(i * 500, TestStore.Bytes(500));
                if (i % 10 == 0)
                {
                    segment.Truncate(i * 100);
                }

                if (i % 25 == 0)
                {
                    store.Delete("a");
                }
            }
            catch (DaxException deleted) when (deleted.Error == DaxError.NotFound)
            {
                // By another thread, between two lines.
            }
        });
        Assert.Null(store.PreparationFailure);
    }

    private sealed class FailingWriteBack : WriteBack
    {
        private long _failsFrom = long.MaxValue;

        // Flushes of that length, and longer ones.
        internal long FailsFrom { set => Volatile.Write(ref _failsFrom, value); }

        internal override bool MergesRanges => false;

        internal override void Flush(long offset, long length)
        {
            if (length >= Volatile.Read(ref _failsFrom))
            {
                throw new IOException("the disk is gone");
            }
        }

        internal override void Drain()
        {
        }

        internal override void DeepFlush(long offset, long length)
        {
        }
    }
}
