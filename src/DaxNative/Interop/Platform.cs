using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Where DaxNative's own system calls work.</summary>
internal static class Platform
{
    private static readonly bool s_hasStatx = HasStatx(Libc.Library);

    /// <summary>
    /// The assembly loads anywhere; mapping, and everything that asks the kernel by ioctl, needs Linux on x86-64 or Arm64, and
    /// a C library that is not too old.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">It is something else, or its C library has no statx.</exception>
    internal static void RequireLinux()
    {
        Require(OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture);
        if (!s_hasStatx)
        {
            throw new PlatformNotSupportedException("The C library has no statx: glibc 2.28 or musl 1.2.5 (Alpine 3.20) is the first that has it.");
        }
    }

    /// <summary>
    /// Flags of mmap and numbers of ioctl differ between CPU architectures: on one whose headers they were not compared with, a
    /// call could mean another one.
    /// </summary>
    internal static void Require(bool isLinux, Architecture architecture)
    {
        if (!isLinux)
        {
            throw new PlatformNotSupportedException("Mapping persistent memory needs Linux on x86-64 or Arm64.");
        }

        if (architecture is not (Architecture.X64 or Architecture.Arm64))
        {
            throw new PlatformNotSupportedException($"DaxNative's system calls were checked on x86-64 and Arm64 only; this is a process for {architecture}.");
        }
    }

    internal static bool HasStatx(string library) =>
        NativeLibrary.TryLoad(library, typeof(Platform).Assembly, null, out nint handle) && NativeLibrary.TryGetExport(handle, "statx", out _);
}
