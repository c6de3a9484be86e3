namespace DaxNative;

/// <summary>Where DaxNative's own system calls work.</summary>
internal static class Platform
{
    /// <summary>The assembly loads anywhere; mapping needs 64-bit Linux.</summary>
    /// <exception cref="PlatformNotSupportedException">It is something else.</exception>
    internal static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new PlatformNotSupportedException("Mapping persistent memory needs 64-bit Linux.");
        }
    }
}
