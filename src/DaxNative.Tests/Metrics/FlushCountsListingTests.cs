using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Where the count is not turned on, it is not in the machine code of anything that flushes or fences: what counts is never inlined,
/// so that the listing names it wherever it is.
/// </summary>
public sealed class FlushCountsListingTests
{
    private const string Counting = "[DaxNative.FlushCounts:";

    private static readonly string[] s_methods =
    [
        "PersistentMapping:Persist(long,long):this",
        "PersistentMapping:Drain():this",
        "PersistentMapping:Copy(long,System.ReadOnlySpan`1[byte],int):this",
        "PersistentMapping:CopyEdge(ptr,ptr,nuint,int):this",
        "PersistentMapping:FillParts(ptr,byte,nuint):this",
        "PersistentMapping:Store(long,long,int):this",
        "PersistentMapping:CopyAnyLines(long,System.ReadOnlySpan`1[byte],System.ReadOnlySpan`1[byte],int):this",
        "PersistentMapping:CopyLinesChecked(long,System.ReadOnlySpan`1[byte],uint,int):uint:this",
        "FlushBatch:Add(long,long):this",
    ];

    // Compiled once and for good, which is the harder case: the class must have been initialised before.
    [SkippableFact]
    public void NotTurnedOn_NoMachineCodeOfTheLibraryNamesTheCount()
    {
        string off = List("0");
        string on = List("1");

        Assert.DoesNotContain(off.Split('\n'), line => line.Contains(Counting, StringComparison.Ordinal));
        Assert.All(s_methods, method =>
        {
            Assert.NotEmpty(InstructionsOf(off, method));
            Assert.Contains(InstructionsOf(on, method), line => line.Contains(Counting, StringComparison.Ordinal));
        });
    }

    private static string[] InstructionsOf(string listing, string method)
    {
        string[]? code = JitListing.InstructionsOf(listing, $"DaxNative.{method} (FullOpts)");
        Assert.True(code is not null, method + " is not in\n" + listing);
        return code;
    }

    private static string List(string isOn)
    {
        Skip.IfNot(ProbeProcess.Assembly.Contains("/Release/", StringComparison.Ordinal), "Only the release build is optimised: dotnet test -c Release.");
        using var temp = TempPath.InMemory();
        string file = Path.Combine(temp.Directory, "listing");
        ProcessResult result = ProbeProcess.Run(
            ["flush-counts", temp.Path],
            [],
            (FlushCounts.Variable, isOn),
            ("DOTNET_TieredCompilation", "0"),
            ("DOTNET_JitDisasm", "*"),
            ("DOTNET_JitDisasmAssemblies", "DaxNative;DaxNative.Tests.Probe"),
            ("DOTNET_JitStdOutFile", file));
        Assert.True(result.ExitCode == 0, result.ToString());
        return File.ReadAllText(file);
    }
}
