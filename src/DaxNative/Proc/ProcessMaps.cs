using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>The memory mappings of this process.</summary>
/// <remarks>May be called from any thread.</remarks>
internal static class ProcessMaps
{
    /// <summary>Reads all mappings of this process from <c>/proc/self/smaps</c>, ordered by address.</summary>
    /// <remarks>
    /// Slow: the kernel walks the page tables of the whole process. The walk also drops the entries of 1 GiB
    /// device-dax mappings, which costs one minor fault each at the next touch.
    /// </remarks>
    /// <returns>A snapshot; mappings that change during the read may be seen in either state.</returns>
    /// <exception cref="DaxException">The file cannot be read, or its text is malformed.</exception>
    [SupportedOSPlatform("linux")]
    public static IReadOnlyList<SmapsEntry> Smaps() => [.. SmapsReader.Read(LinuxRoot.Running)];

    /// <summary>Reads how much memory the page tables of this process take (<c>VmPTE</c> of <c>/proc/self/status</c>).</summary>
    /// <remarks>
    /// Exact at the moment, and the runtime's own threads and heap change it at any moment: compare with a control.
    /// </remarks>
    /// <returns>In bytes.</returns>
    /// <exception cref="DaxException">The file cannot be read, or has no such line.</exception>
    [SupportedOSPlatform("linux")]
    public static long PageTableBytes() => ProcessStatus.PageTableBytes(LinuxRoot.Running);
}
