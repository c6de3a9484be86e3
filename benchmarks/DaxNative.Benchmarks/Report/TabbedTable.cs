namespace DaxNative.Benchmarks;

/// <summary>Tab-separated lines, the first of them the header, as a Markdown table.</summary>
internal static class TabbedTable
{
    internal static string ToMarkdown(IReadOnlyList<string> lines)
    {
        int columns = lines[0].Split('\t').Length;
        string rule = "|---|" + string.Concat(Enumerable.Repeat("---:|", columns - 1));
        return string.Join('\n', [Row(lines[0]), rule, .. lines.Skip(1).Select(Row)]);
    }

    private static string Row(string line) => $"| {line.Replace("\t", " | ", StringComparison.Ordinal)} |";
}
