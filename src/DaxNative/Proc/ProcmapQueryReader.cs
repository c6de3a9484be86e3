using System.Text;
using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative;

/// <summary>Asks the kernel for one mapping at a time (PROCMAP_QUERY, Documentation/filesystems/proc.rst).</summary>
internal static unsafe class ProcmapQueryReader
{
    /// <summary>Room for a name: the kernel takes no more than PATH_MAX.</summary>
    internal const int NameBytes = 4096;

    private static readonly Lock s_gate = new();
    private static SafeFileHandle? s_maps;

    /// <summary>The mappings that overlap the range, or null where the kernel does not know the question.</summary>
    internal static IReadOnlyList<Vma>? TryCovering(LinuxRoot root, nuint start, nuint end)
    {
        SafeFileHandle maps = Maps(root);
        byte* name = stackalloc byte[NameBytes];
        var found = new List<Vma>();
        for (nuint at = start; at < end;)
        {
            int errno = Ask(maps, at, name, out ProcmapQuery query);
            if (errno == Errno.ENOTTY)
            {
                return null;
            }

            // ENOENT: nothing at or after the address.
            if (errno == Errno.ENOENT || (errno == 0 && query.vma_start >= end))
            {
                break;
            }

            if (errno != 0)
            {
                throw KernelErrors.Failed("ioctl", errno, root.Proc + "/self/maps", (long)at);
            }

            found.Add(ToVma(query, name));
            at = (nuint)query.vma_end;
        }

        return found;
    }

    /// <summary>Asks for the mapping that covers an address, or the next one. Allocates nothing.</summary>
    /// <returns>Zero, or the errno: ENOTTY where the kernel does not know the question, ENOENT where nothing follows.</returns>
    // SAFETY: the caller gives NameBytes of its own for the name.
    internal static int Ask(LinuxRoot root, nuint at, byte* name, out ProcmapQuery answer) => Ask(Maps(root), at, name, out answer);

    private static int Ask(SafeFileHandle maps, nuint at, byte* name, out ProcmapQuery answer)
    {
        var query = new ProcmapQuery
        {
            size = (ulong)sizeof(ProcmapQuery),
            query_flags = Libc.PROCMAP_QUERY_COVERING_OR_NEXT_VMA,
            query_addr = at,
            vma_name_addr = (ulong)name,
            vma_name_size = NameBytes,
        };

        // SAFETY: the structure is a local, and the name buffer that it points to has the size in it.
        int errno;
        do
        {
            errno = Libc.Ioctl(maps, Libc.PROCMAP_QUERY, &query) == 0 ? 0 : KernelErrors.Last;
        }
        while (errno == Errno.EINTR);

        // A path longer than PATH_MAX: the rest of the answer is there for the asking.
        if (errno == Errno.ENAMETOOLONG)
        {
            query.vma_name_addr = 0;
            query.vma_name_size = 0;
            errno = Libc.Ioctl(maps, Libc.PROCMAP_QUERY, &query) == 0 ? 0 : KernelErrors.Last;
        }

        answer = query;
        return errno;
    }

    // SAFETY: the kernel has written vma_name_size bytes with their NUL.
    private static Vma ToVma(in ProcmapQuery answer, byte* nameBytes)
    {
        string name = answer.vma_name_size <= 1 ? "" : Encoding.UTF8.GetString(nameBytes, (int)answer.vma_name_size - 1);
        bool isDeleted = answer.inode != 0 && name.EndsWith(Vma.Deleted, StringComparison.Ordinal);
        return new Vma
        {
            Start = (nuint)answer.vma_start,
            End = (nuint)answer.vma_end,
            IsReadable = (answer.vma_flags & Libc.PROCMAP_QUERY_VMA_READABLE) != 0,
            IsWritable = (answer.vma_flags & Libc.PROCMAP_QUERY_VMA_WRITABLE) != 0,
            IsShared = (answer.vma_flags & Libc.PROCMAP_QUERY_VMA_SHARED) != 0,
            Offset = answer.vma_offset,
            Device = new DeviceNumber(answer.dev_major, answer.dev_minor),
            Inode = answer.inode,
            Name = isDeleted ? name[..^Vma.Deleted.Length] : name,
            IsDeleted = isDeleted,
            Granule = (long)answer.vma_page_size,
        };
    }

    // One descriptor for the life of the process: it stands for the process's own memory.
    private static SafeFileHandle Maps(LinuxRoot root)
    {
        if (Volatile.Read(ref s_maps) is { } open)
        {
            return open;
        }

        lock (s_gate)
        {
            string path = root.Proc + "/self/maps";
            return s_maps ??= PosixFile.TryOpen(path, OpenFlags.O_RDONLY, out int errno) ?? throw KernelErrors.Failed("open", errno, path);
        }
    }
}
