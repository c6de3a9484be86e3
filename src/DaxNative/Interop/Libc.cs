namespace DaxNative;

/// <summary>
/// The C library, one system call a file, with the kernel's own spelling. Raw results: the callers turn errno into an
/// exception through <see cref="KernelErrors"/>, because only they know the path and the remedy.
/// </summary>
internal static partial class Libc
{
    internal const string Library = "libc";
}
