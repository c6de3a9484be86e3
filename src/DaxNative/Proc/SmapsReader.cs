using System.Globalization;

namespace DaxNative;

/// <summary>Streams <c>/proc/self/smaps</c>. The kernel walks page tables for each entry: stop as early as possible.</summary>
internal static class SmapsReader
{
    /// <summary>The entries that overlap the range, in order of address; reads no further than the range's end.</summary>
    internal static IReadOnlyList<SmapsEntry> Covering(LinuxRoot root, nuint start, nuint length)
    {
        nuint end = length > nuint.MaxValue - start ? nuint.MaxValue : start + length;
        return [.. SmapsParser.Parse(ProcText.Lines(Path(root)), start, end)];
    }

    internal static IEnumerable<SmapsEntry> Read(LinuxRoot root) => SmapsParser.Parse(ProcText.Lines(Path(root)));

    /// <summary>The entries of another process; only its owner and root may read them.</summary>
    internal static IEnumerable<SmapsEntry> Read(LinuxRoot root, int processId) =>
        SmapsParser.Parse(ProcText.Lines(string.Create(CultureInfo.InvariantCulture, $"{root.Proc}/{processId}/smaps")));

    private static string Path(LinuxRoot root) => root.Proc + "/self/smaps";
}
