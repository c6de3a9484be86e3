using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Every system call of the thread that opens and disposes a mapping: the first time on its device, and the second. What
/// the runtime finds once per process is not in it.
/// </summary>
internal sealed record OpenTrace(IReadOnlyList<string> Whole, IReadOnlyList<string> FirstOpen, IReadOnlyList<string> SecondOpen)
{
    /// <summary>The paths that both named, in order.</summary>
    internal IReadOnlyList<string> Paths { get; } =
        [.. FirstOpen.Concat(SecondOpen).Select(line => Regex.Match(line, "\"(?<path>[^\"]+)\"")).Where(match => match.Success).Select(match => match.Groups["path"].Value)];

    internal bool Has(string call) => FirstOpen.Concat(SecondOpen).Any(line => line.Contains(call, StringComparison.Ordinal));

    /// <summary>Traces <c>open PATH</c> of the probe.</summary>
    internal static OpenTrace Of(string path)
    {
        var trace = SystemCallTrace.Of("open", path);
        List<string> both = [.. WithoutTheRuntimes(trace.BetweenMarkers)];
        int middle = both.FindIndex(call => call.Contains("\"/daxnative-marker-middle\"", StringComparison.Ordinal));
        Assert.True(middle >= 0, "The marker between the two is not in the trace.");
        return new OpenTrace(trace.All, both[..middle], both[(middle + 1)..]);
    }

    // The runtime asks for the time, which is a system call where the kernel does not trust the CPU's clock. And where the code is
    // compiled ahead, it resolves a call at its first use, and may want a page more for that: it makes the page of its own reservation
    // usable (mprotect) and part of core dumps (MADV_DODUMP), which DaxNative does with nothing.
    private static IEnumerable<string> WithoutTheRuntimes(IReadOnlyList<string> calls)
    {
        string[] pages = [.. calls.Where(IsDump).Select(AddressOf)];
        return calls.Where(call => !call.StartsWith("clock_gettime(", StringComparison.Ordinal)
            && !IsDump(call)
            && !(call.StartsWith("mprotect(", StringComparison.Ordinal) && pages.Contains(AddressOf(call))));
    }

    private static bool IsDump(string call) => call.Contains("MADV_DODUMP", StringComparison.Ordinal);

    private static string AddressOf(string call) => call.Split('(', ',')[1];

    /// <summary>Both ends are there, so that what is counted is everything.</summary>
    internal void RequireBothEnds()
    {
        foreach (IReadOnlyList<string> calls in (IReadOnlyList<string>[])[FirstOpen, SecondOpen])
        {
            Assert.StartsWith("statx(AT_FDCWD", calls[0], StringComparison.Ordinal);
            Assert.Contains(calls, call => call.StartsWith("membarrier(", StringComparison.Ordinal));
            Assert.Matches("^mmap(2)?\\(.*PROT_NONE.*MAP_FIXED", calls[^1]);
        }
    }
}
