using System.Numerics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// Files whose block map does not move: every byte is written, in blocks of its own, aligned as asked. A store to such
/// a file changes no metadata, so it needs no msync and no synchronous page fault has work to do.
/// </summary>
/// <remarks>
/// <para>Thread-safe. The answers hold until somebody changes the file's extents: a punched hole, a truncation, a clone
/// (reflink). <see cref="Pin"/> keeps out what can be kept out.</para>
/// <para>Nothing here needs DAX but <see cref="Pin"/>.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public static class StaticFile
{
    /// <summary>
    /// Makes a file static: creates it, or extends it and fills its holes, writes every page that was not written, and
    /// synchronises the file and its directory. Existing bytes keep their values, and a longer file its length.
    /// </summary>
    /// <remarks>
    /// A new file gets its name (mode 0600) only when it is ready, so nothing is left of one that was cancelled, refused or
    /// lost with its process. A file that is extended is locked (flock); what was added to it before a refusal or a
    /// cancellation stays, as zeroes, because somebody else may have seen it. Nobody else may write to it meanwhile.
    /// </remarks>
    /// <param name="path">On ext4 or xfs; its directory exists.</param>
    /// <param name="length">The least length, in bytes.</param>
    /// <param name="alignment">
    /// A power of two that every physically contiguous run of the file is to start on, in the file and on the block
    /// device; 0 is the page size. 2 MiB lets the kernel map it by 2 MiB pages.
    /// </param>
    /// <param name="progress">Gets the bytes written so far.</param>
    /// <param name="cancellationToken">Looked at every 4 MiB.</param>
    /// <returns>The report of the finished file; it is static.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or the alignment no power of two from the page size on.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left of a new file.</exception>
    /// <exception cref="DaxException">
    /// No room, a length over the process's limit, another process holds the lock, or the file cannot be static as asked
    /// (<see cref="DaxError.NotStatic"/>, which names the first extents). Nothing is left of a new file.
    /// </exception>
    public static StaticFileReport Prepare(string path, long length, long alignment = 0, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        Check(path, ref alignment);
        cancellationToken.ThrowIfCancellationRequested();
        var work = new StaticFilePreparation(path, length, alignment, progress, cancellationToken);
        return work.Run();
    }

    /// <summary>Finds out whether a file is static, and where it is not.</summary>
    /// <param name="path">A regular file.</param>
    /// <param name="alignment">As for <see cref="Prepare"/>.</param>
    /// <returns>The report; a file of a million extents is read in bounded memory.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The alignment is no power of two from the page size on.</exception>
    /// <exception cref="DaxException">The file cannot be opened, or its file system does not tell its extents.</exception>
    public static StaticFileReport Check(string path, long alignment = 0)
    {
        Check(path, ref alignment);
        using SafeFileHandle file = OpenFile.Regular(path, forWriting: false, out FileStatus status);
        return Check(file, path, status, alignment);
    }

    /// <summary>
    /// Pins the block map: sets FS_IMMUTABLE_FL, after which nobody may open the file for writing, truncate, punch, rename
    /// or remove it, while mappings made before go on storing. A file that is pinned already is left so.
    /// </summary>
    /// <remarks>
    /// The pin outlives the process and the machine's restart: a pinned file can then only be opened for reading. Unpin it,
    /// open it, and pin it again while it is open. Who opened the file for writing before can still write through that
    /// descriptor on some file systems (xfs).
    /// </remarks>
    /// <param name="path">A static file in DAX mode.</param>
    /// <exception cref="DaxException">
    /// The file is not static (<see cref="DaxError.NotStatic"/>) or not in DAX mode, its file system can share blocks
    /// (reflink), so that a clone would move them under the pin (<see cref="DaxError.NotSupported"/>), or the privilege is
    /// missing (<see cref="DaxError.PermissionDenied"/>: CAP_LINUX_IMMUTABLE).
    /// </exception>
    public static void Pin(string path)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        StaticFilePin.Set(path);
    }

    /// <summary>Takes the pin back; a file that is not pinned is left so.</summary>
    /// <param name="path">A regular file.</param>
    /// <exception cref="DaxException">The file cannot be opened, or the privilege is missing (CAP_LINUX_IMMUTABLE).</exception>
    public static void Unpin(string path)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        StaticFilePin.Clear(path);
    }

    /// <summary>Says whether the file has FS_IMMUTABLE_FL. Needs no permission on the file itself.</summary>
    /// <param name="path">A file.</param>
    /// <returns>Whether it is set; on a file system with reflink that alone does not keep the blocks where they are.</returns>
    /// <exception cref="DaxException">The file does not exist or may not be reached.</exception>
    public static bool IsPinned(string path)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        return FilePin.IsPinned(path);
    }

    internal static StaticFileReport Check(SafeFileHandle file, string path, FileStatus status, long alignment)
    {
        long deviceStart = FileBlockDevice.Of(LinuxRoot.Running, status.Device)?.Start ?? 0;
        return new ExtentClassifier(status.Size, alignment, deviceStart).Classify(path, ExtentReader.Read(file, path));
    }

    internal static DaxException NotStatic(string operation, StaticFileReport report, string remedy) => KernelErrors.Failed(
        new DaxFailure(DaxError.NotStatic, operation, report.ToString(), remedy)
        {
            Path = report.Path,
            Offset = report.Flaws.Count > 0 ? report.Flaws[0].Offset : null,
            Length = report.Flaws.Count > 0 ? report.Flaws[0].Length : null,
            IsPredicted = true,
        });

    private static void Check(string path, ref long alignment)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        alignment = alignment == 0 ? Environment.SystemPageSize : alignment;
        if (alignment < Environment.SystemPageSize || !BitOperations.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, $"The alignment must be a power of two from {Environment.SystemPageSize} on, or 0.");
        }
    }
}
