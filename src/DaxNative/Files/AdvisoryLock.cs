using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>flock(2) on an open file: advisory, released at the latest with the process.</summary>
internal static class AdvisoryLock
{
    /// <exception cref="DaxException"><see cref="DaxError.Locked"/>: somebody else holds it.</exception>
    internal static void Take(SafeFileHandle file, string path, bool shared)
    {
        int errno = Try(file, shared);
        if (errno == Errno.EAGAIN)
        {
            throw Held(path);
        }

        if (errno != 0)
        {
            throw KernelErrors.Failed("flock", errno, path);
        }
    }

    /// <summary>
    /// The exclusive lock for the moment in which a file grows, so that two growing processes cannot undo each other.
    /// Waits up to a second for another that grows it; a longer holder is an owner.
    /// </summary>
    internal static void TakeToGrow(SafeFileHandle file, string path)
    {
        if (!SpinWait.SpinUntil(() => Try(file, shared: false) != Errno.EAGAIN, TimeSpan.FromSeconds(1)))
        {
            throw Held(path);
        }

        Take(file, path, shared: false);
    }

    /// <summary>Takes the exclusive lock if nobody else has any, and says whether it did.</summary>
    internal static bool IsFree(SafeFileHandle file) => Try(file, shared: false) == 0;

    /// <summary>
    /// Gives the lock back, and then the descriptor. Closing alone would not do: a child process that another thread has forked
    /// and that has not come to its execve yet has a copy, and the lock ends with the last of them (flock(2)).
    /// </summary>
    internal static void Close(SafeFileHandle file, string path)
    {
        using (file)
        {
            Release(file, path);
        }
    }

    /// <summary>Gives the lock back before the descriptor is closed.</summary>
    internal static void Release(SafeFileHandle file, string path)
    {
        if (Libc.Flock(file, FlockOperations.LOCK_UN) != 0)
        {
            throw KernelErrors.Failed("flock", KernelErrors.Last, path);
        }
    }

    private static DaxException Held(string path) => KernelErrors.Failed(new DaxFailure(
        DaxError.Locked, "flock", "Another process, or another mapping of this one, holds the lock.", "Close the other user (lslocks or fuser names it), or open without Lock.")
    {
        Path = path,
        Errno = Errno.EAGAIN,
    });

    private static int Try(SafeFileHandle file, bool shared)
    {
        FlockOperations operation = (shared ? FlockOperations.LOCK_SH : FlockOperations.LOCK_EX) | FlockOperations.LOCK_NB;
        int errno;
        do
        {
            errno = Libc.Flock(file, operation) == 0 ? 0 : KernelErrors.Last;
        }
        while (errno == Errno.EINTR);
        return errno;
    }
}
