using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct rusage</c> of getrusage(2); 144 bytes. Only the faults are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct Rusage
{
    [FieldOffset(64)]
    internal long ru_minflt;

    [FieldOffset(72)]
    internal long ru_majflt;
}

internal static unsafe partial class Libc
{
    internal const int RUSAGE_THREAD = 1;

    // SAFETY: the caller passes a local of the whole structure's size.
    [LibraryImport(Library, EntryPoint = "getrusage", SetLastError = true)]
    internal static partial int Getrusage(int who, Rusage* usage);
}
