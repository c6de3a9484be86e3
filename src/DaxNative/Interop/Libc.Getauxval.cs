using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    internal const nuint AT_HWCAP = 16;
    internal const nuint AT_HWCAP2 = 26;

    /// <summary>Of AT_HWCAP on Arm64: DC CVAP.</summary>
    internal const ulong HWCAP_DCPOP = 1 << 16;

    /// <summary>Of AT_HWCAP2 on Arm64: DC CVADP.</summary>
    internal const ulong HWCAP2_DCPODP = 1 << 0;

    /// <summary>An entry of the vector that the kernel gave the process at its start; 0 where it has none.</summary>
    [LibraryImport(Library, EntryPoint = "getauxval")]
    internal static partial nuint Getauxval(nuint type);
}
