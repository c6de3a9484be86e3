using Xunit;

namespace DaxNative.Tests;

/// <summary>A place for a store of segments, of which a test opens one after the other.</summary>
internal sealed class TestStore : IDisposable
{
    internal const int Chunk = 4096;

    private const long FileLength = 512 << 10;

    private readonly TempPath _place;

    internal TestStore(StoreKind kind)
    {
        _place = kind is StoreKind.FolderInMemory or StoreKind.FileInMemory ? TempPath.InMemory() : TempPath.OnDisk();
        IsFolder = kind is StoreKind.FolderInMemory or StoreKind.FolderOnDisk;
        Options = new SegmentStoreOptions { ChunkSize = Chunk, AllowVolatile = true, Length = IsFolder ? 0 : FileLength, PieceLength = 8 * Chunk };
    }

    internal static TheoryData<StoreKind> Kinds => [.. Enum.GetValues<StoreKind>()];

    internal bool IsFolder { get; }

    internal string Path => _place.Path;

    internal SegmentStoreOptions Options { get; }

    internal SegmentStore Open(FileMode mode = FileMode.OpenOrCreate) => SegmentStore.Open(Path, Options with { Mode = mode });

    internal static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    internal static byte[] Read(Segment segment, long offset, int length)
    {
        byte[] bytes = new byte[length];
        return bytes[..segment.Read(offset, bytes)];
    }

    /// <summary>Waits until a file that is made now has another time than one that was made before: a file system's clock has long ticks.</summary>
    internal void WaitForTheNextTime()
    {
        string probe = System.IO.Path.Combine(_place.Directory, "time");
        File.WriteAllText(probe, "");
        DateTime before = File.GetLastWriteTimeUtc(probe);
        Assert.True(Patience.Until(() =>
        {
            File.WriteAllText(probe, "");
            return File.GetLastWriteTimeUtc(probe) > before;
        }));
    }

    public void Dispose() => _place.Dispose();
}
