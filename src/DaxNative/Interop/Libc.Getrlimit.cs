using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct rlimit</c>; 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Rlimit
{
    [FieldOffset(0)]
    internal ulong rlim_cur;

    [FieldOffset(8)]
    internal ulong rlim_max;
}

internal static unsafe partial class Libc
{
    internal const int RLIMIT_FSIZE = 1;
    internal const int RLIMIT_AS = 9;

    // SAFETY: the buffer is the caller's own local.
    [LibraryImport(Library, EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int Getrlimit(int resource, Rlimit* limit);
}
