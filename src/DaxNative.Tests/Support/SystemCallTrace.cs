using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The system calls of a probe, from strace; those of its other threads are told apart from those it is about.</summary>
/// <param name="All">Every call of every thread, without the thread's id.</param>
/// <param name="BetweenMarkers">What the thread that set the markers did between them.</param>
internal sealed partial record SystemCallTrace(IReadOnlyList<string> All, IReadOnlyList<string> BetweenMarkers)
{
    /// <summary>Runs the probe under strace; skips the test where that is not possible.</summary>
    /// <param name="arguments">The verb, which must set both markers, and its arguments.</param>
    internal static SystemCallTrace Of(params string[] arguments)
    {
        DebianPackages.SkipUnlessThere("strace");
        using var temp = TempPath.InMemory();

        // Compiled once and for good, so that the runtime's background compiler does not stop the thread; and without the
        // second view of its own memory that the runtime maps whenever it writes there.
        ProcessResult result = ProbeProcess.Run(arguments, ["strace", "-f", "-s", "300", "-o", temp.Path], ("DOTNET_TieredCompilation", "0"), ("DOTNET_EnableWriteXorExecute", "0"));
        Skip.If(result.Error.Contains("PTRACE", StringComparison.Ordinal), "strace may not trace here: " + result.Error);
        Assert.True(result.ExitCode == 0, result.ToString());
        return Parse(File.ReadLines(temp.Path));
    }

    internal static SystemCallTrace Parse(IEnumerable<string> lines)
    {
        (string Thread, string Call)[] calls = [.. lines.Select(line => Line().Match(line)).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        int begin = Array.FindIndex(calls, call => call.Call.Contains("\"/daxnative-marker-begin\"", StringComparison.Ordinal));
        int end = Array.FindIndex(calls, call => call.Call.Contains("\"/daxnative-marker-end\"", StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin && calls[begin].Thread == calls[end].Thread, "The markers are not in the trace.");
        string thread = calls[begin].Thread;

        // Where another thread's line comes between, a call is cut in two: the rest of the marker itself is none.
        return new SystemCallTrace(
            [.. calls.Select(call => call.Call)],
            [.. calls[(begin + 1)..end].Where(call => call.Thread == thread && !call.Call.StartsWith("<... ", StringComparison.Ordinal)).Select(call => call.Call)]);
    }

    [GeneratedRegex(@"^(\d+) +(.*)$")]
    private static partial Regex Line();
}
