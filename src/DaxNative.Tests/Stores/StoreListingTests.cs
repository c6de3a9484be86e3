using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// With each instruction set turned off in turn: which stores are taken instead, that the bytes are right, and that the
/// machine code of what nobody flushes has no store but non-temporal ones.
/// </summary>
public partial class StoreListingTests
{
    [SkippableTheory]
    [InlineData("DOTNET_EnableAVX512", "1", "AVX-512", "Avx512Stores,System.Runtime.Intrinsics.Vector512", "vmovntdq zmmword ptr")]
    [InlineData("DOTNET_EnableAVX512", "0", "AVX", "AvxStores,System.Runtime.Intrinsics.Vector256", "vmovntdq ymmword ptr")]
    [InlineData("DOTNET_EnableAVX", "0", "SSE2", "Sse2Stores,System.Runtime.Intrinsics.Vector128", "movntdq xmmword ptr")]
    public void WithoutWiderStores_TheNextAreTakenAndAreNonTemporal(string variable, string value, string stores, string arguments, string store)
    {
        Skip.IfNot(ProbeProcess.Assembly.Contains("/Release/", StringComparison.Ordinal), "Only the release build is optimised: dotnet test -c Release.");
        using var temp = TempPath.InMemory();
        string file = Path.Combine(temp.Directory, "listing");

        ProcessResult result = ProbeProcess.Run(["store-check", temp.Path], [], (variable, value), ("DOTNET_JitDisasm", "Store"), ("DOTNET_JitStdOutFile", file));

        string[] said = result.Output.TrimEnd().Split('\n');
        if (value == "1")
        {
            CpuFeature.Require(said[0] == stores, stores, "avx512bw");
        }

        Assert.Equal([stores, "right"], said);
        string listing = File.ReadAllText(file);
        foreach (string source in (ReadOnlySpan<string>)["CopySource", "FillSource"])
        {
            string method = $"DaxNative.NonTemporalKernel`3[DaxNative.{source},DaxNative.{arguments}`1[byte]]:Store(ptr,DaxNative.{source},nuint,int) (FullOpts)";
            string[]? code = JitListing.InstructionsOf(listing, method);
            Assert.True(code is not null, method + " is not in\n" + listing);
            string[] storing = [.. code.Where(line => StoresToMemory().IsMatch(line))];
            Assert.True(storing.Length > 0 && storing.All(line => NonTemporal().IsMatch(line)), string.Join('\n', code));
            Assert.Contains(storing, line => line.StartsWith(store, StringComparison.Ordinal));
            Assert.Contains(storing, line => line.StartsWith("movnti qword ptr", StringComparison.Ordinal));
            Assert.DoesNotContain(code, line => line.StartsWith("call", StringComparison.Ordinal));
        }
    }

    // One of those would wait for every flush and every non-temporal store under way.
    [SkippableTheory]
    [InlineData("Copy(long,System.ReadOnlySpan`1[byte],int):this")]
    [InlineData("Set(long,long,byte,int):this")]
    [InlineData("CopyParts(ptr,ptr,nuint):this")]
    [InlineData("FillParts(ptr,byte,nuint):this")]
    [InlineData("CopyAnyLines(long,System.ReadOnlySpan`1[byte],System.ReadOnlySpan`1[byte],int):this")]
    public void WriteAndFill_ExecuteNoLockedInstruction(string method)
    {
        Skip.IfNot(ProbeProcess.Assembly.Contains("/Release/", StringComparison.Ordinal), "Only the release build is optimised: dotnet test -c Release.");
        using var temp = TempPath.InMemory();
        string file = Path.Combine(temp.Directory, "listing");

        ProcessResult result = ProbeProcess.Run(["store-check", temp.Path], [], ("DOTNET_TieredCompilation", "0"), ("DOTNET_JitDisasm", "Copy Set CopyParts FillParts CopyAnyLines"), ("DOTNET_JitStdOutFile", file));

        Assert.True(result.ExitCode == 0, result.ToString());
        string listing = File.ReadAllText(file);
        string[]? code = JitListing.InstructionsOf(listing, $"DaxNative.PersistentMapping:{method} (FullOpts)");
        Assert.True(code is not null, method + " is not in\n" + listing);
        Assert.DoesNotContain(code, line => PersistListingTests.Locked().IsMatch(line));
        Assert.Contains(code, line => line.StartsWith("call", StringComparison.Ordinal) || line.StartsWith("tail.jmp", StringComparison.Ordinal));
    }

    // Without its intrinsics the runtime offers neither CPUID nor a fence, so no flush is promised.
    [Fact]
    public void WithoutIntrinsics_NoCacheLineGranularityIsClaimed()
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run(["store-check", temp.Path], [], ("DOTNET_EnableHWIntrinsic", "0"));

        Assert.Equal("none\nFlushNotAvailable\n", result.Output);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData("vmovups zmmword ptr [rdi], zmm0", true)]
    [InlineData("mov qword ptr [rdi+8*rcx], rax", true)]
    [InlineData("vmovups zmm0, zmmword ptr [rsi]", false)]
    public void OrdinaryStore_IsRecognised(string line, bool isStore)
    {
        Assert.Equal(isStore, StoresToMemory().IsMatch(line));
        Assert.DoesNotMatch(NonTemporal(), line);
    }

    [GeneratedRegex(@"^(?!cmp|test|call|jmp|push)\w+ \w+ ptr \[")]
    private static partial Regex StoresToMemory();

    [GeneratedRegex("^v?movnt(dq|i) ")]
    private static partial Regex NonTemporal();
}
