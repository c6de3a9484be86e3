using System.Globalization;

namespace DaxNative;

/// <summary>Fields of <c>/proc/self/status</c>.</summary>
internal static class ProcessStatus
{
    private const string PageTables = "VmPTE:";
    private const string Kilobytes = " kB";

    internal static long PageTableBytes(LinuxRoot root)
    {
        string path = root.Proc + "/self/status";
        string line = ProcText.Lines(path).FirstOrDefault(line => line.StartsWith(PageTables, StringComparison.Ordinal))
            ?? throw ProcText.Malformed("status", "a file without VmPTE");
        ReadOnlySpan<char> value = line.AsSpan(PageTables.Length).Trim();
        return value.EndsWith(Kilobytes, StringComparison.Ordinal)
            && long.TryParse(value[..^Kilobytes.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            && kilobytes <= long.MaxValue / 1024
            ? kilobytes * 1024
            : throw ProcText.Malformed("status", line);
    }
}
