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

    private static readonly (string Name, string MakesDurable)[] s_durable =
    [
        (Ours, "the record: its lines are flushed and fenced, and on a DAX file they are durable then"),
        (FasterLog, "TODO"),
        (RocksDb, "TODO"),
        (Lmdb, "TODO"),
        (Sqlite, "TODO"),
        (FileStream, "the file: write and fsync; on tmpfs it does nothing"),
    ];

    /// <summary>A row for each of them, with what one call makes durable.</summary>
    internal static string Table(IReadOnlyList<Comparison> comparisons)
    {
        string[] names = [.. comparisons.Select(one => one.Name).Distinct()];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| one append and | {string.Join(" | ", names.Select(SizeOf))} | what the call made durable |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---:|", names.Length))}---|");
        foreach ((string name, string durable) in s_durable)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", names.Select(of => Cell(comparisons, of, name)))} | {durable} |");
        }

        return text.ToString();
    }

    private static string SizeOf(string name) => name[Memory.Length..] + " B";

    private static string Cell(IReadOnlyList<Comparison> comparisons, string of, string name) => name == Ours
        ? ComparisonTable.Duration(comparisons.First(one => one.Name == of).Ours)
        : comparisons.FirstOrDefault(one => one.Name == of && one.Peer == name) is { } found ? $"{ComparisonTable.Duration(found.Theirs)}, ours {ComparisonTable.Ratio(found)}" : "–";
}
