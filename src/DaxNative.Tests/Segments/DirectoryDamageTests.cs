using System.Buffers.Binary;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What an opening finds that no power cut leaves: it is told, and nothing is changed.</summary>
public class DirectoryDamageTests
{
    private const int EntryOffset = (int)DirectoryLayout.EntriesOffset;

    [Theory]
    [InlineData(20, DaxError.Corrupt)]
    [InlineData(0, DaxError.NotASegmentStore)]
    [InlineData(60, DaxError.Corrupt)]
    public void Open_RefusesADamagedIdentity(int offset, DaxError error) => Refuses(error, bytes => bytes[offset] ^= 0x10);

    [Fact]
    public void Open_RefusesAnotherVersion() => Refuses(DaxError.UnknownVersion, bytes => bytes[8] = 2);

    [Fact]
    public void Open_RefusesAFileThatWasCutShort()
    {
        using TestStore place = Make();
        using (FileStream file = new(place.Path, FileMode.Open))
        {
            file.SetLength(file.Length - TestStore.Chunk);
        }

        Refusal.Of(DaxError.OutOfRange, () => place.Open());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(13)]
    public void Open_RefusesADamagedEntry(int offset)
    {
        DaxException refusal = Refuses(DaxError.Corrupt, bytes => bytes[EntryOffset + offset] ^= 1);
        Assert.Equal(EntryOffset, refusal.Offset);
    }

    [Fact]
    public void Open_RefusesTwoEntriesOfOneSegment() =>
        Refuses(DaxError.Corrupt, bytes => bytes.AsSpan(EntryOffset, DirectoryLayout.EntrySize).CopyTo(bytes.AsSpan(EntryOffset + DirectoryLayout.EntrySize)));

    [Fact]
    public void Open_RefusesTwoChunksOfOnePlace() => Refuses(DaxError.Corrupt, bytes =>
    {
        int words = WordsOf(bytes);
        bytes.AsSpan(words, 8).CopyTo(bytes.AsSpan(words + 80));
    });

    [Fact]
    public void Open_RefusesAChunkOfASegmentToCome() =>
        Refuses(DaxError.Corrupt, bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(WordsOf(bytes) + 80), new ChunkWord(77, 0).Value));

    [Fact]
    public void Open_OfAFileRefusesTheMarkerOfAFolder()
    {
        using var place = new TestStore(StoreKind.FolderInMemory);
        place.Open().Dispose();
        string marker = Directory.EnumerateFiles(place.Path).Single();
        Refusal.Of(DaxError.NotASegmentStore, () => SegmentStore.Open(marker, new SegmentStoreOptions { AllowVolatile = true }));
    }

    [Fact]
    public void Open_TakesAnEmptyFileForNothing()
    {
        using var place = new TestStore(StoreKind.FileInMemory);
        File.WriteAllBytes(place.Path, []);
        using SegmentStore store = place.Open();
        store.Open("a").Write(0, [1]);
    }

    [Fact]
    public void Open_OfMemoryThatIsTooShortSaysHowMuchItTakes()
    {
        using PersistentMapping memory = SimulatedMapping.Create(new RecordingWriteBack(), StoreGranularity.CacheLine, 4096);
        DaxException refusal = Refusal.Of(DaxError.OutOfRange, () => SegmentStore.Open(memory));
        Assert.Contains("4096 bytes are too few", refusal.Message, StringComparison.Ordinal);
    }

    private static int WordsOf(byte[] bytes) => EntryOffset + (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16)) * DirectoryLayout.EntrySize);

    private static TestStore Make()
    {
        var place = new TestStore(StoreKind.FileInMemory);
        using SegmentStore store = place.Open();
        store.Open("a").Write(0, [1]);
        store.Open("b").Dispose();
        return place;
    }

    private static DaxException Refuses(DaxError error, Action<byte[]> damage)
    {
        using TestStore place = Make();
        byte[] bytes = File.ReadAllBytes(place.Path);
        damage(bytes);
        File.WriteAllBytes(place.Path, bytes);
        DaxException refusal = Refusal.Of(error, () => place.Open());
        Assert.Equal(bytes, File.ReadAllBytes(place.Path));
        return refusal;
    }
}
