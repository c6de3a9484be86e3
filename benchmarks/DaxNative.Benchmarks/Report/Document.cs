namespace DaxNative.Benchmarks;

/// <summary>
/// <c>document COMPARISONS SUSPENSIONS LISTING DOCS-FOLDER ROUNDS PROCESSES PAGES LIBPMEM-VERSION JDK-VERSION</c>: writes what was measured into
/// performance.md and performance-method.md, between their marks, and draws the charts beside them.
/// </summary>
internal static class Document
{
    internal static int Run(string[] arguments)
    {
        Comparison[] measured = [.. File.ReadLines(arguments[0]).Select(Lines.Parse).OfType<Comparison>()];
        Comparison[] comparisons = [.. BestOf.Kernels(measured)];
        string page = Path.Combine(arguments[3], "performance.md");
        var text = new MarkedText(File.ReadAllText(page));
        text.Replace("machine", Machine.Describe(rounds: arguments[4], processes: arguments[5], pages: arguments[6], libpmem: arguments[7], jdk: arguments[8]));
        text.Replace("targets", TargetTable.Of(comparisons));
        foreach (string group in (ReadOnlySpan<string>)["persist", "copy-aligned", "copy-off-by-one", "fill"])
        {
            text.Replace(group, ComparisonTable.ByPeer(InGroup(group)));
        }

        text.Replace("log-append", ComparisonTable.ByPeer(InGroup("log-append")));
        text.Replace("log-peers", "![Time of a durable append beside the peers](performance-log.svg)\n\n" + LogPeers.Table(InGroup("log-peers")));
        File.WriteAllText(Path.Combine(arguments[3], "performance-log.svg"), LogPeers.Bars(InGroup("log-peers")));
        text.Replace("log-disk", ComparisonTable.ByLine(InGroup("log-disk")));
        text.Replace("log", ComparisonTable.ByLine(InGroup("log")));
        text.Replace("other", ComparisonTable.ByLine(InGroup("other")));

        string methodPage = Path.Combine(arguments[3], "performance-method.md");
        var method = new MarkedText(File.ReadAllText(methodPage));
        method.Replace("listing", Listing.ToMarkdown(File.ReadLines(arguments[2])));
        text.Replace("gc-suspend", TabbedTable.ToMarkdown(File.ReadAllLines(arguments[1])));
        File.WriteAllText(page, text.ToString());
        File.WriteAllText(methodPage, method.ToString());
        File.WriteAllText(Path.Combine(arguments[3], "performance.svg"), Chart.Draw(
        [
            new("Store and persist", [.. InGroup("persist").Where(one => !one.Name.EndsWith(PersistCases.SameLine, StringComparison.Ordinal))]),
            new("Fill and persist", InGroup("fill")),
            new("Copy and persist, aligned", InGroup("copy-aligned")),
            new("Copy and persist, off by one", InGroup("copy-off-by-one")),
            new("Append to the log", [.. InGroup("log-append").Where(one => one.Peer != BestOf.Uncopied)]),
        ]));
        return 0;

        Comparison[] InGroup(string group) => [.. comparisons.Where(comparison => Group(comparison.Name) == group)];
    }

    private static string Group(string name)
    {
        string[] part = name.Split('/');
        return part[0] switch
        {
            "persist" or "fill" or "log-append" or "log-peers" => part[0],
            "copy" => $"copy-{part[^1]}",
            _ when part[0].StartsWith("log-disk", StringComparison.Ordinal) => "log-disk",
            _ when part[0].StartsWith("log-", StringComparison.Ordinal) => "log",
            _ => "other",
        };
    }
}
