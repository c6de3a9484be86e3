using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Where DaxNative's own system calls work.</summary>
internal static class Platform
{
    private static readonly bool s_hasStatx = HasStatx(Libc.Library);

    /// <summary>The assembly loads anywhere; mapping needs 64-bit Linux, and a C library that is not too old.</summary>
    /// <exception cref="PlatformNotSupportedException">It is something else, or its C library has no statx.</exception>
    internal static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new PlatformNotSupportedException("Mapping persistent memory needs 64-bit Linux.");
        }

        if (!s_hasStatx)
        {
            throw new PlatformNotSupportedException("The C library has no statx: glibc 2.28 or musl 1.2.5 (Alpine 3.20) is the first that has it.");
        }
    }

    internal static bool HasStatx(string library) =>
        NativeLibrary.TryLoad(library, typeof(Platform).Assembly, null, out nint handle) && NativeLibrary.TryGetExport(handle, "statx", out _);
}
