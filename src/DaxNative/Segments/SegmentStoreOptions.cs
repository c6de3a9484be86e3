namespace DaxNative;

/// <summary>How a <see cref="SegmentStore"/> is opened or created. Immutable data: one instance may serve many calls and threads.</summary>
public sealed record SegmentStoreOptions
{
    /// <summary>
    /// Gets whether the store must be there (<see cref="FileMode.Open"/>), must not (<see cref="FileMode.CreateNew"/>), or either
    /// (<see cref="FileMode.OpenOrCreate"/>, the default). A store is created only where nothing is: in an empty or a new folder, in a new
    /// file, in a file or device of zeros. <see cref="FileMode.Create"/> makes a new one over whatever a file or device holds, and is
    /// refused for a folder.
    /// </summary>
    public FileMode Mode { get; init; } = FileMode.OpenOrCreate;

    /// <summary>
    /// Gets the length in bytes of a new file, or how much of a file or device a new store takes; 0, the default, takes all of it, and makes
    /// a folder where nothing is. A store that is there keeps its own.
    /// </summary>
    public long Length { get; init; }

    /// <summary>
    /// Gets what a segment grows by, in bytes: a power of two from 64 to 1 GiB; 0, the default, is 2 MiB in a file or device and 64 KiB in a
    /// folder. A file or device keeps the one that its store was created with. In a folder it is the least: a file grows by its own length,
    /// up to 64 MiB at once.
    /// </summary>
    public long ChunkSize { get; init; }

    /// <summary>
    /// Gets how many segments a new store in a file or device has room to name; 0, the default, is one for each chunk, and 4,096 at most.
    /// Each takes 256 bytes. A folder names any number.
    /// </summary>
    public int MostSegments { get; init; }

    /// <summary>
    /// Gets how many chunks of a file or device are kept ready, zeroed by a thread of the pool, so that growth does not delay a write; 0 has each
    /// write prepare what it needs. Default 4. In a folder any other number than 0 has each file grow ahead of its end.
    /// </summary>
    public int ChunksAhead { get; init; } = 4;

    /// <summary>Gets the coarsest granularity that is accepted; null, the default, accepts any, also msync.</summary>
    public StoreGranularity? RequiredGranularity { get; init; }

    /// <summary>Gets the weakest evidence that is accepted for the granularity; see <see cref="MappingOptions.RequiredEvidence"/>. Null accepts any.</summary>
    public DurabilityEvidence? RequiredEvidence { get; init; }

    /// <summary>Gets whether memory that loses its contents without power will do: for tests and measurements. Default false.</summary>
    public bool AllowVolatile { get; init; }

    internal static SegmentStoreOptions Default { get; } = new();

    /// <summary>How much of a file one mapping takes: less only in tests.</summary>
    internal long PieceLength { get; init; } = 1L << 30;

    /// <summary>Whether a new store may be made where nothing is.</summary>
    internal bool MayCreate => Mode is not FileMode.Open;

    internal MappingOptions Mapping(FileMode mode, long length) => new()
    {
        Mode = mode,
        Length = length,
        RequiredGranularity = RequiredGranularity,
        RequiredEvidence = RequiredEvidence,
        AllowVolatile = AllowVolatile,

        // Two processes in one store would both be right and lose everything.
        Lock = true,
    };

    /// <exception cref="ArgumentException">Something in it cannot hold, whatever it is for.</exception>
    internal void Check()
    {
        if (Mode is not (FileMode.Open or FileMode.CreateNew or FileMode.OpenOrCreate or FileMode.Create))
        {
            throw new ArgumentException($"Mode is {Mode}; a store is opened by Open, OpenOrCreate, CreateNew or Create.", nameof(Mode));
        }

        Require(Length >= 0, nameof(Length), Length, "Give a number of bytes, or 0 for all there is.");
        Require(ChunkSize == 0 || (ChunkSize is >= DirectoryLayout.LeastChunk and <= DirectoryLayout.MostChunk && long.IsPow2(ChunkSize)), nameof(ChunkSize), ChunkSize, "Give a power of two from 64 to 1 GiB, or 0 for the default.");
        Require(MostSegments is >= 0 and <= DirectoryLayout.MostEntries, nameof(MostSegments), MostSegments, $"Give a number up to {DirectoryLayout.MostEntries}, or 0 for the default.");
        Require(ChunksAhead >= 0, nameof(ChunksAhead), ChunksAhead, "Give a number of chunks, or 0 for none.");
    }

    private static void Require(bool isTrue, string name, long value, string remedy)
    {
        if (!isTrue)
        {
            throw new ArgumentException($"{name} is {value}. {remedy}", name);
        }
    }
}
