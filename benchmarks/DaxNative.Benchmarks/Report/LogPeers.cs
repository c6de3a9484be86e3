using System.Globalization;
using System.Text;

namespace DaxNative.Benchmarks;

/// <summary>The logs that a .NET user would pick: what a line of the report calls them, and what they promise.</summary>
internal static class LogPeers
{
    /// <summary>Cases in the memory that all others are measured in.</summary>
    internal const string Memory = "log-peers/";

    /// <summary>Cases on a disk, one caller.</summary>
    internal const string Disk = "log-disk/";

    /// <summary>Cases on a disk, eight callers.</summary>
    internal const string DiskShared = "log-disk-shared/";

    internal const string Ours = "ours";
    internal const string FasterLog = "FasterLog";
    internal const string RocksDb = "RocksDB";
    internal const string Lmdb = "LMDB";
    internal const string Sqlite = "SQLite";
    internal const string FileStream = "FileStream flushed to disk";

    // As their system calls were seen; what an fsync is worth is the file system's to say.
    private static readonly (string Name, string MakesDurable)[] s_durable =
    [
        (Ours, "the record, by a fence behind its lines: on a DAX file it is in the media then"),
        (FasterLog, "the entry and a commit record, by one write to a file opened with `O_SYNC`; its commit file follows later"),
        (RocksDb, "the put, by a write to its log and `fdatasync`"),
        (Lmdb, "the changed pages, by a write each and `fdatasync`, then the root's page by a write with `O_DSYNC`"),
        (Sqlite, "the changed pages in its log (`WAL`, `synchronous=FULL`), by two writes each and `fsync`"),
        (FileStream, "the bytes and nothing that would find them again, by a write and `fsync`"),
    ];

    /// <summary>A row for each of them, with what one call makes durable.</summary>
    internal static string Table(IReadOnlyList<Comparison> comparisons)
    {
        string[] names = [.. comparisons.Select(one => one.Name).Distinct()];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| by | {string.Join(" | ", names.Select(SizeOf))} | what the call made durable |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---:|", names.Length))}---|");
        foreach ((string name, string durable) in s_durable)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", names.Select(of => Cell(comparisons, of, name)))} | {durable} |");
        }

        return text.ToString();
    }

    /// <summary>The same as bars.</summary>
    internal static string Bars(IReadOnlyList<Comparison> comparisons) => BarChart.Draw(
        "Time of a durable append by DaxNative and by what a .NET user would pick instead, on the same memory",
        [.. comparisons.GroupBy(one => one.Name).Select(of => (
            $"One durable append of {SizeOf(of.Key)}, on a scale of powers of ten",
            (IReadOnlyList<(string, double)>)[(Ours, of.First().Ours), .. of.Select(one => (one.Peer, one.Theirs))]))]);

    private static string SizeOf(string name) => Sizes.WithUnit(name[Memory.Length..]);

    private static string Cell(IReadOnlyList<Comparison> comparisons, string of, string name) => name == Ours
        ? ComparisonTable.Duration(comparisons.First(one => one.Name == of).Ours)
        : comparisons.FirstOrDefault(one => one.Name == of && one.Peer == name) is { } found ? $"{ComparisonTable.Duration(found.Theirs)}, ours {ComparisonTable.Ratio(found)}" : "–";
}
