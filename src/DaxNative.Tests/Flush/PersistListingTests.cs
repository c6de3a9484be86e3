using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The machine code of Persist, as the JIT lists it when it has optimised it for good. A locked instruction would wait
/// for every flush under way.
/// </summary>
public partial class PersistListingTests
{
    private const string Method = "DaxNative.PersistentMapping:Persist(long,long):this";

    // Entered at a thread's first call, with a garbage collection under way, or never when 8 bytes are persisted.
    private static readonly string[] s_coldCalls =
    [
        "CORINFO_HELP_POLL_GC",
        "CORINFO_HELP_GETDYNAMIC_GCTHREADSTATIC_BASE",
        "DaxNative.ThreadSlot:Create(",
        "DaxNative.CacheLines:FlushPieces(",
        "DaxNative.PersistentMapping:PinnedFlush(",
        "DaxNative.PersistentMapping:Throw",
    ];

    [SkippableFact]
    public void Persist_ExecutesNoLockedInstructionAndCallsTheThreadsSlotAndTheStubAlone()
    {
        string[] code = ListingOf(Method);

        Assert.DoesNotContain(code, line => Locked().IsMatch(line));
        Assert.Equal(2, code.Count(line => line == "sfence"));

        // By address two: __tls_get_addr of the C library, by which the runtime finds a thread's statics, and the stub.
        string[] calls = [.. code.Where(line => Call().IsMatch(line))];
        Assert.Equal(2, calls.Count(line => line == "call rax"));
        Assert.All(calls, line => Assert.True(line == "call rax" || s_coldCalls.Any(cold => line.Contains(cold, StringComparison.Ordinal)), line));
    }

    [Theory]
    [InlineData("lock add dword ptr [rdi], 1")]
    [InlineData("lock")]
    [InlineData("xchg qword ptr [rdi], rax")]
    [InlineData("mfence")]
    public void LockedInstruction_IsRecognised(string line) => Assert.Matches(Locked(), line);

    private static string[] ListingOf(string method)
    {
        Skip.IfNot(ProbeProcess.Assembly.Contains("/Release/", StringComparison.Ordinal), "Only the release build is optimised: dotnet test -c Release.");

        // The runtime compiles it for good in the background, and on a busy machine that takes as long as it takes.
        string text = "";
        foreach (int seconds in (ReadOnlySpan<int>)[2, 10, 60])
        {
            text = Listing(seconds);
            if (JitListing.InstructionsOf(text, method + " (Tier1)") is { } instructions)
            {
                return instructions;
            }
        }

        Assert.Fail("The method was not compiled with every optimisation:\n" + text);
        return [];
    }

    private static string Listing(int seconds)
    {
        using var temp = TempPath.InMemory();
        string listing = Path.Combine(temp.Directory, "listing");
        ProcessResult result = ProbeProcess.Run(
            ["persist-loop", temp.Path, "1000", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            [],
            ("DOTNET_JitDisasm", "Persist"),
            ("DOTNET_JitStdOutFile", listing),
            ("DOTNET_TieredCompilation", "1"),
            ("DOTNET_TieredPGO", "0"));
        Assert.True(result.ExitCode == 0, result.ToString());
        return File.ReadAllText(listing);
    }

    [GeneratedRegex(@"^(lock\b|xchg .*\[|mfence)")]
    internal static partial Regex Locked();

    [GeneratedRegex(@"^(call|tail\.jmp|jmp \[|rex\.jmp)")]
    private static partial Regex Call();
}
