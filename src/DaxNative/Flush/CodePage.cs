using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// Puts machine code where the CPU may execute it, never writable and executable at once. The memory stays for the
/// life of the process.
/// </summary>
/// <remarks>
/// Arm64 does not keep instruction fetches coherent with stores by itself. Nothing is done about that here, because every
/// page is new, is written before it is first executable, and is never written again. When Linux makes the first
/// executable entry for a page, at the fault after mmap or in mprotect, it cleans the page to the point of unification
/// and invalidates the instruction caches of all CPUs (arch/arm64/mm/flush.c, __sync_icache_dcache). A thread on another
/// CPU that is then handed the address is where it would be with a library that somebody else has just loaded.
/// </remarks>
internal static class CodePage
{
    /// <summary>One way to executable memory.</summary>
    internal delegate Attempt Way(ReadOnlySpan<byte> code, out nint address);

    /// <summary>What the last system call of an attempt answered; errno 0 when it succeeded.</summary>
    internal readonly record struct Attempt(string Operation, int Errno)
    {
        public override string ToString() => $"{Operation}: {PosixFile.ErrnoName(Errno)}";
    }

    /// <summary>
    /// First a sealed memfd mapped read-execute, which nobody can write any more; where memfds may not be executed
    /// (vm.memfd_noexec), an anonymous page that turns from writable to executable. Both give the same.
    /// </summary>
    /// <exception cref="DaxException"><see cref="DaxError.FlushNotAvailable"/>: the process may map no executable memory.</exception>
    internal static nint Map(ReadOnlySpan<byte> code) => Map(code, TryMemfd, TryAnonymous);

    internal static nint Map(ReadOnlySpan<byte> code, Way first, Way second)
    {
        Attempt firstAttempt = first(code, out nint address);
        if (firstAttempt.Errno == 0)
        {
            return address;
        }

        Attempt secondAttempt = second(code, out address);
        return secondAttempt.Errno == 0 ? address : throw KernelErrors.Failed(Refusal(firstAttempt, secondAttempt));
    }

    internal static unsafe Attempt TryMemfd(ReadOnlySpan<byte> code, out nint address)
    {
        const MemfdFlags Sealable = MemfdFlags.MFD_CLOEXEC | MemfdFlags.MFD_ALLOW_SEALING;
        address = 0;
        if (!FileSizeLimit.Allows(code.Length))
        {
            return new Attempt("pwrite", Errno.EFBIG);
        }

        int fd = Libc.MemfdCreate("daxnative-flush", Sealable | MemfdFlags.MFD_EXEC);

        // Before 6.3 the flag is unknown, and every memfd may be executed.
        if (fd < 0 && KernelErrors.Last == Errno.EINVAL)
        {
            fd = Libc.MemfdCreate("daxnative-flush", Sealable);
        }

        if (fd < 0)
        {
            return Failed("memfd_create");
        }

        using var file = new SafeFileHandle(fd, ownsHandle: true);

        // SAFETY: pinned for the call; the count is the span's.
        fixed (byte* bytes = code)
        {
            nint written = Libc.Pwrite(file, bytes, (nuint)code.Length, 0);
            if (written != code.Length)
            {
                return written < 0 ? Failed("pwrite") : new Attempt("pwrite", Errno.EIO);
            }
        }

        const FileSeals All = FileSeals.F_SEAL_SEAL | FileSeals.F_SEAL_SHRINK | FileSeals.F_SEAL_GROW | FileSeals.F_SEAL_WRITE;
        if (Libc.Fcntl(file, Libc.F_ADD_SEALS, (int)All) != 0)
        {
            return Failed("fcntl");
        }

        // Private, because kernels before 6.7 refuse a shared mapping of a file that is sealed against writing.
        address = Libc.Mmap(0, (nuint)code.Length, MmapProtections.PROT_READ | MmapProtections.PROT_EXEC, MmapFlags.MAP_PRIVATE, file, 0);
        return address == Libc.MAP_FAILED ? Failed("mmap") : default;
    }

    internal static unsafe Attempt TryAnonymous(ReadOnlySpan<byte> code, out nint address)
    {
        address = Libc.Mmap(0, (nuint)code.Length, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE, MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS, -1, 0);
        if (address == Libc.MAP_FAILED)
        {
            return Failed("mmap");
        }

        // SAFETY: the kernel has just given us at least that many bytes, and nobody else knows them.
        code.CopyTo(new Span<byte>((void*)address, code.Length));
        if (Libc.Mprotect(address, (nuint)code.Length, MmapProtections.PROT_READ | MmapProtections.PROT_EXEC) == 0)
        {
            return default;
        }

        Attempt failed = Failed("mprotect");
        _ = Libc.Munmap(address, (nuint)code.Length);
        return failed;
    }

    private static Attempt Failed(string operation) => new(operation, KernelErrors.Last);

    private static DaxFailure Refusal(Attempt first, Attempt second) => new(
        DaxError.FlushNotAvailable,
        second.Operation,
        $"The process may not map executable memory, which the flush instructions need (sealed memfd: {first}; anonymous page: {second}).",
        "Allow it (SELinux execmem, systemd MemoryDenyWriteExecute, sysctl vm.memfd_noexec), or use page granularity: ForceGranularity = Page.")
    {
        Errno = second.Errno,
    };
}
