namespace DaxNative;

/// <summary>One mapping of a process, as <c>/proc/PID/smaps</c> describes it.</summary>
/// <remarks>A snapshot; instances are immutable and may be read from any thread.</remarks>
internal sealed record SmapsEntry
{
    /// <summary>Gets the address of the first byte.</summary>
    public required nuint Start { get; init; }

    /// <summary>Gets the address after the last byte.</summary>
    public required nuint End { get; init; }

    /// <summary>Gets the permissions in four characters: <c>r</c>, <c>w</c>, <c>x</c> or <c>-</c>, then <c>s</c> (shared) or <c>p</c>.</summary>
    public required string Permissions { get; init; }

    /// <summary>Gets the offset of <see cref="Start"/> in the mapped file, in bytes.</summary>
    public ulong Offset { get; init; }

    /// <summary>Gets the major number of the device that holds the file; 0 for memory without a block device.</summary>
    public uint Major { get; init; }

    /// <summary>Gets the minor number of the device that holds the file.</summary>
    public uint Minor { get; init; }

    /// <summary>Gets the inode number; 0 for anonymous memory.</summary>
    public ulong Inode { get; init; }

    /// <summary>
    /// Gets the path or the kernel's name (<c>[heap]</c>); empty for anonymous memory. Without the kernel's
    /// <c> (deleted)</c>, see <see cref="IsDeleted"/>.
    /// </summary>
    public string Pathname { get; init; } = "";

    /// <summary>
    /// Gets whether the kernel put <c> (deleted)</c> after the path. A file whose name ends so looks the same.
    /// </summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// Gets every size that the kernel printed, by its name there (<c>Rss</c>, <c>Shared_Dirty</c>), in bytes.
    /// </summary>
    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <summary>Gets the page size of the mapping's kind in bytes (for device-dax the device's align); null where not printed.</summary>
    public long? KernelPageSize => Sizes.TryGetValue("KernelPageSize", out long size) ? size : null;

    /// <summary>Gets the page size that the kernel says the MMU uses, in bytes; null where not printed.</summary>
    public long? MmuPageSize => Sizes.TryGetValue("MMUPageSize", out long size) ? size : null;

    /// <summary>Gets the mapping's flags.</summary>
    public VmFlagSet VmFlags { get; init; } = VmFlagSet.Empty;
}
