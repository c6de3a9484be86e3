using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>
/// Named, growing memory for an engine's storage: segments that are made, written, truncated, deleted and listed by name, in a folder (each a
/// file, mapped), or in one file or dax device (a crash-safe directory and chunks). What a call has done survives when it returns.
/// </summary>
/// <remarks>
/// Every member is thread-safe. A store has one process: another that opens it meanwhile is refused (<see cref="DaxError.Locked"/>). A power cut
/// at any moment leaves each segment there or not, none twice, and loses no room.
/// </remarks>
public abstract class SegmentStore : IDisposable
{
    private protected SegmentStore()
    {
    }

    /// <summary>Gets the folder, file or device.</summary>
    public abstract string Path { get; }

    /// <summary>Gets what is guaranteed for every write to every segment, and why.</summary>
    public abstract DurabilityGuarantee Guarantee { get; }

    /// <summary>Gets what a store to the memory needs before it is durable.</summary>
    public StoreGranularity Granularity => Guarantee.Granularity;

    /// <summary>Gets what a segment grows by, in bytes; in a folder the least.</summary>
    public abstract long ChunkSize { get; }

    /// <summary>Gets how many bytes are free for growth: chunks of a file or device that are nobody's; null in a folder, whose file system knows.</summary>
    public abstract long? FreeBytes { get; }

    /// <summary>
    /// Gets why preparing room ahead of need failed the last time; null where it did not. Nothing is lost by that: the write that needs the room
    /// prepares it itself, and throws where it cannot.
    /// </summary>
    public abstract Exception? PreparationFailure { get; }

    /// <summary>Opens a store, or creates one where nothing is: of files in a folder, or of chunks in a file or dax device.</summary>
    /// <param name="path">A folder, a file, or a dax device. What is not there becomes a file of <see cref="SegmentStoreOptions.Length"/>, or a folder without one.</param>
    /// <param name="options">How; null for the default.</param>
    /// <returns>The store; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The path is no path, or the options cannot hold.</exception>
    /// <exception cref="DaxException">
    /// There is something else (<see cref="DaxError.NotASegmentStore"/>), a store that was damaged (<see cref="DaxError.Corrupt"/>), cut short
    /// (<see cref="DaxError.OutOfRange"/>), or of a newer format (<see cref="DaxError.UnknownVersion"/>); another process has it open
    /// (<see cref="DaxError.Locked"/>); or it cannot be mapped as asked. Nothing was changed.
    /// </exception>
    [SupportedOSPlatform("linux")]
    public static SegmentStore Open(string path, SegmentStoreOptions? options = null)
    {
        PathArgument.Require(path);
        options ??= SegmentStoreOptions.Default;
        options.Check();
        bool isFolder = Directory.Exists(path) || (options.Length == 0 && !File.Exists(path));
        return isFolder ? FolderStore.Open(path, options) : ChunkedStore.Open(path, options);
    }

    /// <summary>Opens a store of chunks in memory that the caller has mapped, or creates one where the memory is zero.</summary>
    /// <param name="mapping">A writable mapping, in which the store lies from the first byte on.</param>
    /// <param name="options">How; what concerns the opening of a file is not looked at.</param>
    /// <param name="leaveOpen">Whether the mapping outlives the store. Default true.</param>
    /// <returns>The store; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The options cannot hold.</exception>
    /// <exception cref="DaxException">As for <see cref="Open(string, SegmentStoreOptions?)"/>; <see cref="DaxError.Locked"/>: a store is open in this mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public static SegmentStore Open(PersistentMapping mapping, SegmentStoreOptions? options = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        options ??= SegmentStoreOptions.Default;
        options.Check();
        return ChunkedStore.Open(mapping, options, leaveOpen);
    }

    /// <summary>Gets the names of the segments, as they are at the moment.</summary>
    /// <param name="prefix">What they begin with, compared by code; empty for all.</param>
    /// <returns>The names, those that were made first at first; in a folder as its file system tells that, and else by code.</returns>
    /// <exception cref="DaxException">The folder cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public abstract IReadOnlyList<string> List(string prefix = "");

    /// <summary>Gets whether a segment is there.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it is, at the moment.</returns>
    /// <exception cref="ArgumentException">It is no name.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public abstract bool Contains(string name);

    /// <summary>Opens a segment.</summary>
    /// <param name="name">
    /// 1 to 200 bytes of UTF-8, which begin with no dot and have neither NUL nor <c>%</c> in them. A slash is a letter like any other: there are no folders.
    /// </param>
    /// <param name="mode">Whether it must be there (<see cref="FileMode.Open"/>), must not (<see cref="FileMode.CreateNew"/>), or either (<see cref="FileMode.OpenOrCreate"/>, the default).</param>
    /// <returns>The segment; the caller disposes it. A new one has length 0.</returns>
    /// <exception cref="ArgumentException">It is no name, or no such mode.</exception>
    /// <exception cref="DaxException">
    /// It is not there (<see cref="DaxError.NotFound"/>), it is (<see cref="DaxError.AlreadyExists"/>), there is no room for another
    /// (<see cref="DaxError.NoSpace"/>), or it cannot be mapped with the store's granularity.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public abstract Segment Open(string name, FileMode mode = FileMode.OpenOrCreate);

    /// <summary>Deletes a segment, durably and in one step. Waits for writes and reads under way; who has it open is refused from then on (<see cref="DaxError.NotFound"/>).</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="ArgumentException">It is no name.</exception>
    /// <exception cref="DaxException">The kernel refused.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public abstract bool Delete(string name);

    /// <summary>
    /// Closes the store: calls under way end first, and what works ahead is waited for. Segments that are open are of no use any more. Idempotent.
    /// </summary>
    /// <exception cref="DaxException">The closing could not be made durable: the next opening is as after a crash, and loses nothing.</exception>
    public abstract void Dispose();

    /// <summary>One object of a segment is disposed.</summary>
    internal abstract void Close(SegmentContent content);

    private protected static void RequireMode(FileMode mode)
    {
        if (mode is not (FileMode.Open or FileMode.CreateNew or FileMode.OpenOrCreate))
        {
            throw new ArgumentException($"A segment is opened by Open, OpenOrCreate or CreateNew; the mode is {mode}.", nameof(mode));
        }
    }
}
