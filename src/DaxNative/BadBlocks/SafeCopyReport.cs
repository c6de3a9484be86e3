namespace DaxNative;

/// <summary>A range whose bytes cannot be read.</summary>
/// <param name="Offset">From the start of the range, or of the file, that was copied; in bytes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Errno">
/// What the kernel answered for its first page: EFAULT, EIO or EHWPOISON; 0 where the file ends.
/// </param>
public readonly record struct UnreadableRange(long Offset, long Length, int Errno);

/// <summary>What a copy around unreadable pages brought.</summary>
/// <remarks>Immutable.</remarks>
public sealed record SafeCopyReport
{
    /// <summary>Gets how many bytes were read; the others are zero in the destination.</summary>
    public long BytesRead { get; init; }

    /// <summary>Gets what could not be read, in order; neighbouring pages are one range.</summary>
    public IReadOnlyList<UnreadableRange> Unreadable { get; init; } = [];

    /// <summary>Gets whether everything was read.</summary>
    public bool IsComplete => Unreadable.Count == 0;
}
