using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>
/// A file or device mapped as persistent memory: written through <see cref="Span{T}"/>, made durable by
/// <c>Persist</c>, and honest about what that means (<see cref="Guarantee"/>).
/// </summary>
/// <remarks>
/// Every member is thread-safe. A flush and its drain belong on one thread in one synchronous call chain: a store fence
/// waits for the flushes of its own CPU only, so no <c>await</c> may lie between them. The mapping lives until
/// <see cref="Dispose"/>; there is no finalizer that would unmap it under a span, so a mapping that is never disposed stays
/// mapped (and locked) until the process ends.
/// </remarks>
public sealed unsafe partial class PersistentMapping : IDisposable
{
    private static long s_lastId;

    private readonly long _id = Interlocked.Increment(ref s_lastId);
    private readonly MappedMemory _memory;
    private readonly byte* _address;
    private readonly WriteBack _writeBack;
    private readonly InlinePath _inline;
    private readonly nuint _lineMask;
    private readonly nuint _piece;

    // Whether a span for writing is anything but a pointer: refused, or told to the write-back. One check for both.
    private readonly bool _watchesHandOuts;
    private readonly bool _watchesReading;

    // Only ever grows, and is read plainly: once in every check, so that the check is of one length.
    private long _length;

    // SAFETY: the pointer is to the process's own flush stub, which lives as long as the process.
    private readonly delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void> _flush;

    internal PersistentMapping(OpenedMemory opened)
        : this(opened.Description, opened.Memory, opened.WriteBack, opened.Inline, opened.Code, opened.Growth) => Stores = opened.Stores;

    internal PersistentMapping(MappingDescription description, MappedMemory memory, WriteBack writeBack, InlinePath inline, FlushCode? code, MappingGrowth? growth = null)
    {
        Path = description.Path;
        Offset = description.Offset;
        _length = description.Length;
        Guarantee = description.Guarantee;
        IsReadOnly = description.IsReadOnly;
        _watchesHandOuts = IsReadOnly || writeBack.WatchesHandOuts;
        _watchesReading = writeBack.WatchesHandOuts;
        _memory = memory;
        _address = (byte*)memory.Address;
        _writeBack = writeBack;
        _inline = inline;
        _growth = growth;
        if (code is not null)
        {
            _lineMask = ~((nuint)code.Step - 1);
            _piece = (nuint)(CacheLines.MostLines * code.Step);
            _flush = code.Flush;
        }

        PrepareLines();
        LiveMappings.Add(this);
        MappingMeter.Add(Guarantee, Length);
    }

    /// <summary>Gets the path that was opened.</summary>
    public string Path { get; }

    /// <summary>Gets where in the file or device the mapping starts, in bytes.</summary>
    public long Offset { get; }

    /// <summary>Gets the mapped length in bytes. It changes only by <see cref="Grow"/>, and never becomes less.</summary>
    public long Length => _length;

    /// <summary>Gets what is guaranteed for stores to this mapping, and why.</summary>
    public DurabilityGuarantee Guarantee { get; }

    /// <summary>Gets what a store needs before it is durable.</summary>
    public StoreGranularity Granularity => Guarantee.Granularity;

    /// <summary>Gets whether the mapping hands out <see cref="ReadOnlySpan{T}"/> only.</summary>
    public bool IsReadOnly { get; }

    internal nint Address => (nint)_address;

    /// <summary>
    /// Opens a file or device and maps it. The default opens what is there, maps the whole of it for reading and writing,
    /// and accepts any granularity; it never resizes.
    /// </summary>
    /// <param name="path">A regular file, or a <c>/dev/daxX.Y</c> device in devdax mode. Symbolic links are followed.</param>
    /// <param name="options">What to map and what to require; null for the default.</param>
    /// <returns>The mapping; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The path is no path, or the options contradict themselves.</exception>
    /// <exception cref="DaxException">
    /// The file or device cannot be mapped as asked. <see cref="DaxException.Error"/> says which condition failed, and
    /// <see cref="DaxException.Remedy"/> what to do. A refusal creates no file, and comes before a file that is there grows. Where
    /// growing itself fails half way, the file stays as long as it has become; where a step after that fails (making a new file's
    /// name durable, mapping, Prefault, Verify), the whole file is there.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 or Arm64, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public static PersistentMapping Open(string path, MappingOptions? options = null)
    {
        PathArgument.Require(path);
        return Open(LinuxRoot.Running, path, options ?? MappingOptions.Default);
    }

    /// <summary>
    /// Opens a file or device on a thread of the pool; see <see cref="Open(string, MappingOptions?)"/>. For a long creation: its progress goes to
    /// <see cref="MappingOptions.AllocationProgress"/>, and it can be given up.
    /// </summary>
    /// <param name="path">A regular file, or a <c>/dev/daxX.Y</c> device in devdax mode.</param>
    /// <param name="options">What to map and what to require; null for the default.</param>
    /// <param name="cancellationToken">
    /// Gives up before the opening begins, or while a file is being written in full (<see cref="FileAllocation.Written"/>). A new file is not left
    /// behind; one that was there stays as long as it has become.
    /// </param>
    /// <returns>The mapping; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The path is no path, or the options contradict themselves.</exception>
    /// <exception cref="DaxException">As for <see cref="Open(string, MappingOptions?)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 or Arm64, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public static Task<PersistentMapping> OpenAsync(string path, MappingOptions? options = null, CancellationToken cancellationToken = default)
    {
        PathArgument.Require(path);
        options ??= MappingOptions.Default;
        MappingOptions cancelled = options with { AllocationProgress = new CancellingProgress(options.AllocationProgress, cancellationToken) };
        return Task.Run(() => Open(LinuxRoot.Running, path, cancelled), cancellationToken);
    }

    internal static PersistentMapping Open(LinuxRoot root, string path, MappingOptions options) => new(MappingOpener.Open(root, path, options));

    /// <summary>Gets the path and the guarantee.</summary>
    /// <returns>A line for a log.</returns>
    public override string ToString() => $"{Path} [{Offset}, {Offset + Length}): {Guarantee}";
}
