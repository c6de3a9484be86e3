using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Every constant of Interop against the C compiler's view of the system headers.</summary>
public class ConstantsTests
{
    // Newer than the headers of a distribution that DaxNative is built on; their values, from the kernel's own tree.
    private static readonly Dictionary<string, long> s_newerThanHeaders = new()
    {
        ["MFD_EXEC"] = 0x10, // include/uapi/linux/memfd.h, 6.3
        ["XFS_IOC_FSGEOMETRY_V1"] = 0x80705864, // fs/xfs/libxfs/xfs_fs.h, which is not exported
        ["PAGEMAP_SCAN"] = 0xc0606610, // include/uapi/linux/fs.h, 6.7
        ["PAGE_IS_PRESENT"] = 1 << 3,
        ["PAGE_IS_PFNZERO"] = 1 << 5,
        ["PAGE_IS_HUGE"] = 1 << 6,
        ["PROCMAP_QUERY"] = 0xc0686611, // include/uapi/linux/fs.h, 6.11
        ["PROCMAP_QUERY_VMA_READABLE"] = 0x01,
        ["PROCMAP_QUERY_VMA_WRITABLE"] = 0x02,
        ["PROCMAP_QUERY_VMA_EXECUTABLE"] = 0x04,
        ["PROCMAP_QUERY_VMA_SHARED"] = 0x08,
        ["PROCMAP_QUERY_COVERING_OR_NEXT_VMA"] = 0x10,
    };

    // Of the other architecture's headers alone.
    private static readonly Dictionary<Architecture, string[]> s_foreign = new()
    {
        [Architecture.X64] = ["HWCAP_DCPOP", "HWCAP2_DCPODP"],
        [Architecture.Arm64] = [],
    };

    [SkippableTheory]
    [MemberData(nameof(CCompiler.Names), MemberType = typeof(CCompiler))]
    public void EveryConstant_HasTheValueOfTheSystemHeaders(string target)
    {
        (Dictionary<string, long> headers, IReadOnlyList<(string Name, long Value)> constants) = Compare(target);
        Offenders.None(
            from constant in constants
            where headers.TryGetValue(constant.Name, out long value) && value != constant.Value
            select $"{constant.Name} is {constant.Value:x} here and {headers[constant.Name]:x} in the headers of {target}");
    }

    [SkippableTheory]
    [MemberData(nameof(CCompiler.Names), MemberType = typeof(CCompiler))]
    public void EveryConstantThatTheHeadersLack_IsListedWithItsValue(string target)
    {
        (Dictionary<string, long> headers, IReadOnlyList<(string Name, long Value)> constants) = Compare(target);
        Offenders.None(
            from constant in constants
            where !headers.ContainsKey(constant.Name) && !s_foreign[CCompiler.ByName[target].Target].Contains(constant.Name)
            where !s_newerThanHeaders.TryGetValue(constant.Name, out long value) || value != constant.Value
            select $"{constant.Name} = {constant.Value:x} is neither in the headers of {target} nor listed with that value");
    }

    [Fact]
    public void EveryKindOfConstant_IsFound()
    {
        string[] found = [.. NativeTypes.Constants(Architecture.X64).Select(constant => constant.Name)];
        Assert.Contains("MAP_SYNC", found);
        Assert.Contains("MAP_FAILED", found);
        Assert.Contains("FS_IOC_FSGETXATTR", found);
        Assert.Contains("EOPNOTSUPP", found);
        Assert.Contains("O_TMPFILE", found);
        Assert.Empty(s_newerThanHeaders.Keys.Concat(s_foreign.Values.SelectMany(names => names)).Except(found));
    }

    private static (Dictionary<string, long> Headers, IReadOnlyList<(string Name, long Value)> Constants) Compare(string target)
    {
        CCompiler compiler = CCompiler.ByName[target];
        IReadOnlyList<(string Name, long Value)> constants = NativeTypes.Constants(compiler.Target);
        return (CProgram.ValuesOf(compiler, constants.Select(constant => constant.Name)), constants);
    }
}
