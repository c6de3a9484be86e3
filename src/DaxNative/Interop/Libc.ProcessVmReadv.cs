using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct iovec</c>; 16 bytes on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Iovec
{
    [FieldOffset(0)]
    internal nint iov_base;

    [FieldOffset(8)]
    internal nuint iov_len;
}

internal static unsafe partial class Libc
{
    // SAFETY: local describes the caller's own pinned buffer; remote is only ever read, and by the kernel, which answers
    // EFAULT where nothing can be read.
    [LibraryImport(Library, EntryPoint = "process_vm_readv", SetLastError = true)]
    internal static partial nint ProcessVmReadv(int pid, Iovec* local, nuint localCount, Iovec* remote, nuint remoteCount, nuint flags);
}
