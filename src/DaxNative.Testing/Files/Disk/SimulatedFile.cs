namespace DaxNative.Testing;

/// <summary>An open file of a <see cref="SimulatedFileSystem"/>. Writes are durable after <see cref="FlushToDisk"/>, not before; the file's name is another matter.</summary>
/// <remarks>Thread-safe. To close it is not needed for anything, and makes nothing durable.</remarks>
public sealed class SimulatedFile : IDisposable
{
    private readonly SimulatedFileSystem _files;
    private readonly Inode _inode;
    private volatile bool _isClosed;

    internal SimulatedFile(SimulatedFileSystem files, Inode inode, string path) => (_files, _inode, Path) = (files, inode, path);

    /// <summary>Gets the path with which it was opened; it may have been renamed since.</summary>
    public string Path { get; }

    /// <summary>Gets the length in bytes.</summary>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public long Length => _files.LengthOf(Opened);

    private Inode Opened
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return _inode;
        }
    }

    /// <summary>Reads (pread): what was written last, durable or not.</summary>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="buffer">Gets the bytes.</param>
    /// <returns>How many there were: fewer than asked for at the end of the file, 0 behind it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public int Read(long offset, Span<byte> buffer) => _files.Read(Opened, offset, buffer);

    /// <summary>Writes (pwrite). What lies between the end of the file and the offset becomes zeros. Not durable.</summary>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="data">What.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="IOException">The file would be longer than 64 MiB.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public void Write(long offset, ReadOnlySpan<byte> data) => _files.Write(Opened, Path, offset, data);

    /// <summary>Writes at the end of the file (O_APPEND). Not durable: neither the bytes nor the length.</summary>
    /// <param name="data">What.</param>
    /// <returns>The offset at which it was written.</returns>
    /// <exception cref="IOException">The file would be longer than 64 MiB.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public long Append(ReadOnlySpan<byte> data) => _files.Write(Opened, Path, null, data);

    /// <summary>Cuts the file off, or makes it longer with zeros (ftruncate). Not durable.</summary>
    /// <param name="length">The new length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    /// <exception cref="IOException">The file would be longer than 64 MiB.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public void SetLength(long length) => _files.SetLength(Opened, Path, length);

    /// <summary>
    /// Makes what the file holds durable, and its length (fsync, as <see cref="FileStream.Flush(bool)"/> and
    /// <see cref="RandomAccess.FlushToDisk"/> do). Its name is durable after <see cref="SimulatedFileSystem.FlushDirectory"/>.
    /// </summary>
    /// <exception cref="IOException">The flush fails, because the scenario says so. To call again does not write what was lost.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public void FlushToDisk() => _files.Flush(Opened, Path);

    /// <summary>Closes the file (close), which makes nothing durable. Called again it does nothing.</summary>
    public void Dispose() => _isClosed = true;
}
