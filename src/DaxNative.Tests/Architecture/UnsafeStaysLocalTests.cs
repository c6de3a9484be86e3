using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Pointers stay where they must, and each place says who guarantees bounds and lifetime.</summary>
public partial class UnsafeStaysLocalTests
{
    private const string ModifierOnly = "nothing but the modifier of a partial type";

    private static readonly string[] s_folders = ["src/DaxNative/Interop/", "src/DaxNative/Flush/", "src/DaxNative/Stores/"];

    // Outside those folders a file is unsafe only for the reason given here.
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["src/DaxNative/Mapping/PersistentMemoryManager.cs"] = "MemoryManager.Pin hands out a pointer",
        ["src/DaxNative/Files/DaxAttribute.cs"] = "gives statx and ioctl a local to fill",
        ["src/DaxNative/Files/FilePin.cs"] = "gives statx and ioctl a local to fill",
        ["src/DaxNative/Static/StaticFilePin.cs"] = "gives ioctl a local to fill",
        ["src/DaxNative/Static/Fiemap.cs"] = "gives ioctl a buffer to fill",
        ["src/DaxNative/BadBlocks/RangeReaders.cs"] = "gives the kernel an address to read",
        ["src/DaxNative/BadBlocks/SafeReader.cs"] = "takes the address of a span",
        ["src/DaxNative/Files/ZeroFill.cs"] = "writes blocks of zeroes with pwrite",
        ["src/DaxNative/Inspection/KnownGranularity.cs"] = "gives the ioctl a buffer and statx a local to fill",
        ["src/DaxNative/Inspection/PageSizes.cs"] = "takes the address of a span",
        ["src/DaxNative/Inspection/RangeInspector.cs"] = "takes the address of a span",
        ["src/DaxNative/Proc/PageFaultCount.cs"] = "gives getrusage a local to fill",
        ["src/DaxNative/Proc/PagemapScanReader.cs"] = "gives the ioctl a structure and a buffer to fill",
        ["src/DaxNative/Proc/ProcmapQueryReader.cs"] = "gives the ioctl a structure and a buffer to fill",
        ["src/DaxNative/Mapping/PersistentMapping.cs"] = "holds the address and the stubs",
        ["src/DaxNative/Mapping/PersistentMapping.Access.cs"] = "makes spans and references of the address",
        ["src/DaxNative/Mapping/PersistentMapping.Atomic.cs"] = "stores and exchanges eight bytes of the mapping",
        ["src/DaxNative/Mapping/PersistentMapping.Durability.cs"] = "calls the flush stubs",
        ["src/DaxNative/Checksums/FoldedLines.cs"] = "stores the lines that it folds",
        ["src/DaxNative/Mapping/PersistentMapping.Checked.cs"] = "stores lines into the mapping",
        ["src/DaxNative/Mapping/PersistentMapping.Lifetime.cs"] = ModifierOnly,
        ["src/DaxNative/Mapping/PersistentMapping.Lines.cs"] = "stores lines into the mapping",
        ["src/DaxNative/Mapping/PersistentMapping.Stores.cs"] = "copies into the mapping",
        ["src/DaxNative/Mapping/PersistentMapping.Verify.cs"] = ModifierOnly,
        ["src/DaxNative/Sysfs/XfsGeometry.cs"] = "gives ioctl a local to fill",
        ["src/DaxNative/Sysfs/DeepFlushAttribute.cs"] = "writes the attribute with pwrite",
    };

    [Fact]
    public void OnlyListedFilesAreUnsafe() => Offenders.None(
        UnsafeFiles().Select(source => source.File).Where(file => !s_folders.Any(file.StartsWith) && !s_files.ContainsKey(file)));

    [Fact]
    public void EveryListedFileIsStillUnsafe() =>
        Offenders.None(s_files.Keys.Except(UnsafeFiles().Select(source => source.File)));

    [Fact]
    public void EveryUnsafeFileSaysWhyItIsSafe() =>
        Offenders.None(UnsafeFiles().Where(source => !HasReason(source) && !IsModifierOnly(source)).Select(source => source.File));

    [Fact]
    public void AFileWithNothingButTheModifierTouchesNoPointer() =>
        Offenders.None(UnsafeFiles().Where(source => IsModifierOnly(source) && PointerOperator().IsMatch(source.Code)).Select(source => source.File));

    [Fact]
    public void OfTheEnginesPlugIn_OneFileMakesSpansOfItsAddresses()
    {
        string[] files = [.. Repository.Files("src/DaxNative.Garnet", ".cs").Where(file => CSharpSource.Parse(file, Repository.Read(file)).HasWord("unsafe"))];
        Assert.Equal(["src/DaxNative.Garnet/NativeBuffer.cs"], files);
        Assert.True(HasReason(CSharpSource.Parse(files[0], Repository.Read(files[0]))));
    }

    private static bool HasReason(CSharpSource source) => source.Comments.Contains("// SAFETY:", StringComparison.Ordinal);

    private static bool IsModifierOnly(CSharpSource source) => s_files.GetValueOrDefault(source.File) == ModifierOnly;

    private static IEnumerable<CSharpSource> UnsafeFiles() => Repository.Files("src/DaxNative", ".cs")
        .Select(file => CSharpSource.Parse(file, Repository.Read(file)))
        .Where(source => source.HasWord("unsafe"));

    [GeneratedRegex("[*]|(?<!&)&(?!&)")]
    private static partial Regex PointerOperator();
}
