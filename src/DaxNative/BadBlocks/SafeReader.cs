using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// Copies persistent memory out through system calls, so that a poisoned page, or one whose file was truncated
/// meanwhile, is an exception that names it instead of a SIGBUS that ends the process.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Slower than a load by a system call for each MiB; for recovery and for files that others truncate, not
/// for the inline path. Persisted or not makes no difference to it.</para>
/// <para>Where there is a choice, read a DAX file by its path: the kernel then copies with machine-check recovery and knows
/// the bad blocks beforehand. The forms that take memory read it by process_vm_readv.</para>
/// <para>The destination is ordinary memory.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public static class SafeReader
{
    private const string ReadMemory = "process_vm_readv";

    /// <summary>Copies all of a mapped range, or throws.</summary>
    /// <param name="source">
    /// The range, such as <c>PersistentMapping.AsReadOnlySpan</c> gives it; its pages need not be there.
    /// </param>
    /// <param name="destination">At least as long.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="DaxException">
    /// <see cref="DaxError.Unreadable"/>: <see cref="DaxException.Offset"/> is where the first unreadable page begins, from
    /// the start of the source.
    /// </exception>
    public static unsafe void Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // SAFETY: only the address is used, pinned for the length of the call; the kernel reads it.
        fixed (byte* start = &MemoryMarshal.GetReference(source))
        {
            Copy((nint)start, Part(source, destination));
        }
    }

    /// <summary>Copies all of a range of addresses of this process, or throws.</summary>
    /// <param name="address">The first byte; the length is the destination's.</param>
    /// <param name="destination">Where to.</param>
    /// <exception cref="DaxException">As the other form.</exception>
    public static void Copy(nint address, Span<byte> destination)
    {
        Platform.RequireLinux();
        new SafeCopy(new MemoryRangeReader(address), null, ReadMemory).CopyAll(0, destination);
    }

    /// <summary>Copies what can be read of a mapped range; the bytes of the pages that cannot are zero.</summary>
    /// <param name="source">The range.</param>
    /// <param name="destination">At least as long.</param>
    /// <returns>What could not be read, from the start of the source.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="DaxException">The process may not read its memory by system call.</exception>
    public static unsafe SafeCopyReport TryCopy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // SAFETY: as Copy.
        fixed (byte* start = &MemoryMarshal.GetReference(source))
        {
            return TryCopy((nint)start, Part(source, destination));
        }
    }

    /// <summary>Copies what can be read of a range of addresses of this process.</summary>
    /// <param name="address">The first byte; the length is the destination's.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>What could not be read, from the address on.</returns>
    /// <exception cref="DaxException">The process may not read its memory by system call.</exception>
    public static SafeCopyReport TryCopy(nint address, Span<byte> destination)
    {
        Platform.RequireLinux();
        return new SafeCopy(new MemoryRangeReader(address), null, ReadMemory).CopyAround(0, destination);
    }

    /// <summary>Copies a range of a file, or throws.</summary>
    /// <param name="path">A regular file; a dax device cannot be read so, map it.</param>
    /// <param name="offset">The first byte; the length is the destination's.</param>
    /// <param name="destination">Where to.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="DaxException">
    /// <see cref="DaxError.Unreadable"/>: <see cref="DaxException.Offset"/> is where in the file the first unreadable page
    /// begins, or the file ends; or the file cannot be opened.
    /// </exception>
    public static void CopyFile(string path, long offset, Span<byte> destination)
    {
        using SafeFileHandle file = Open(path, offset);
        new SafeCopy(new FileRangeReader(file), path, "pread").CopyAll(offset, destination);
    }

    /// <summary>Copies what can be read of a range of a file; the other bytes are zero.</summary>
    /// <param name="path">A regular file.</param>
    /// <param name="offset">The first byte; the length is the destination's.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>What could not be read, by offsets in the file; with errno 0 what lies beyond its end.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="DaxException">The file cannot be opened.</exception>
    public static SafeCopyReport TryCopyFile(string path, long offset, Span<byte> destination)
    {
        using SafeFileHandle file = Open(path, offset);
        return new SafeCopy(new FileRangeReader(file), path, "pread").CopyAround(offset, destination);
    }

    private static SafeFileHandle Open(string path, long offset)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return OpenFile.Regular(path, forWriting: false, out _);
    }

    private static Span<byte> Part(ReadOnlySpan<byte> source, Span<byte> destination) => source.Length <= destination.Length
        ? destination[..source.Length]
        : throw new ArgumentException($"The destination has {destination.Length} bytes, the source {source.Length}.", nameof(destination));
}
