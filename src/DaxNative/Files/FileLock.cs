using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// flock(2) on an open file: advisory, released at the latest with the process. Disposing gives it back, and closes the
/// descriptor where the lock owns it.
/// </summary>
/// <remarks>
/// It is given back by itself, before the descriptor is closed. Closing alone would not do: a child process that another
/// thread has forked and that has not come to its execve yet has a copy, and the lock ends with the last of them (flock(2)).
/// </remarks>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan s_standsStill = TimeSpan.FromSeconds(3);

    private readonly SafeFileHandle _file;
    private readonly bool _ownsFile;

    private FileLock(SafeFileHandle file, bool ownsFile = false)
    {
        _file = file;
        _ownsFile = ownsFile;
    }

    /// <exception cref="DaxException"><see cref="DaxError.Locked"/>: somebody else holds it.</exception>
    internal static FileLock Take(SafeFileHandle file, string path, bool shared)
    {
        int errno = Try(file, shared);
        if (errno == Errno.EAGAIN)
        {
            throw Held(path, "Close the other user (lslocks or fuser names it), or open without Lock.");
        }

        KernelErrors.Require("flock", errno, path);
        return new FileLock(file);
    }

    /// <summary>
    /// The exclusive lock for the moment in which a file grows, so that of two growing processes the second finds what the
    /// first has done. Waits for another that grows it, as long as the file gets longer; who holds the lock of a file that
    /// stands still for some seconds is an owner. Null once the file is as long as <paramref name="end"/>: then nobody's lock is
    /// in the way.
    /// </summary>
    internal static FileLock? TakeToGrow(SafeFileHandle file, string path, long end)
    {
        long size = -1;
        while (true)
        {
            KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus now), path);
            if (now.Size >= end)
            {
                return null;
            }

            bool moves = now.Size != size;
            size = now.Size;
            if (SpinWait.SpinUntil(() => Try(file, shared: false) != Errno.EAGAIN, s_standsStill))
            {
                // Ours by now, so this finds out only what other than EAGAIN it was.
                return Take(file, path, shared: false);
            }

            if (!moves)
            {
                throw Held(path, "Close the other user (lslocks or fuser names it), or open with a length that the file has.");
            }
        }
    }

    /// <summary>This lock, which from now on closes the descriptor as well.</summary>
    internal FileLock WithFile() => new(_file, ownsFile: true);

    // LOCK_UN of an open descriptor does not fail (flock(2) names no such errno); if it did, closing it is what remains.
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            _ = Libc.Flock(_file, FlockOperations.LOCK_UN);
        }

        if (_ownsFile)
        {
            _file.Dispose();
        }
    }

    private static DaxException Held(string path, string remedy) => KernelErrors.Failed(new DaxFailure(
        DaxError.Locked, "flock", "Another process, or another mapping of this one, holds the lock.", remedy)
    {
        Path = path,
        Errno = Errno.EAGAIN,
    });

    private static int Try(SafeFileHandle file, bool shared)
    {
        FlockOperations operation = (shared ? FlockOperations.LOCK_SH : FlockOperations.LOCK_EX) | FlockOperations.LOCK_NB;
        return PosixFile.Retry(() => Libc.Flock(file, operation) == 0 ? 0 : KernelErrors.Last);
    }
}
