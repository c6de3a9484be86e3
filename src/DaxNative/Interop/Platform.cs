using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Where DaxNative's own system calls work.</summary>
internal static class Platform
{
    /// <summary>The assembly loads anywhere; mapping, and everything that asks the kernel by ioctl, needs Linux on x86-64 or Arm64.</summary>
    /// <exception cref="PlatformNotSupportedException">It is something else.</exception>
    internal static void RequireLinux() => Require(OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture);

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
}
