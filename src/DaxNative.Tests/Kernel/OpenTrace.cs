using System.Text.RegularExpressions;

namespace DaxNative.Tests;

/// <summary>The system calls of one Open in a process of its own, from strace, between the probe's two markers.</summary>
internal sealed record OpenTrace(IReadOnlyList<string> Whole, IReadOnlyList<string> SecondOpen)
{
    /// <summary>The paths that the second Open named, in order.</summary>
    internal IReadOnlyList<string> Paths { get; } =
        [.. SecondOpen.Select(line => Regex.Match(line, "\"(?<path>[^\"]*)\"")).Where(match => match.Success).Select(match => match.Groups["path"].Value)];

    internal bool Has(string call) => SecondOpen.Any(line => line.Contains(call, StringComparison.Ordinal));

    /// <summary>Traces <c>open PATH</c> of the probe, which opens once before the markers and once between them.</summary>
    internal static OpenTrace Of(string path)
    {
        ProbeProcess.SkipUnlessInstalled("strace", "strace");
        string file = Path.GetTempFileName();
        try
        {
            // The filter in the kernel: stopping at every system call costs most of a minute under emulation.
            ProcessResult result = ProbeProcess.Run(["open", path], under: ["strace", "-f", "--seccomp-bpf", "-s", "300", "-o", file, "-e", "trace=%file,getdents64,memfd_create"]);
            Xunit.Assert.True(result.ExitCode == 0, result.ToString());
            string[] lines = File.ReadAllLines(file);
            int begin = Array.FindIndex(lines, line => line.Contains("/daxnative-marker-begin", StringComparison.Ordinal));
            int end = Array.FindIndex(lines, line => line.Contains("/daxnative-marker-end", StringComparison.Ordinal));
            Xunit.Assert.True(begin >= 0 && end > begin, "the markers are not in the trace");

            // The runtime's own threads compile in the background: what the opening thread did has the markers' pid.
            string pid = lines[begin].Split(' ')[0] + " ";
            return new OpenTrace(lines, [.. lines[(begin + 1)..end].Where(line => line.StartsWith(pid, StringComparison.Ordinal))]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
