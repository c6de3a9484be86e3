using System.Text.Json.Serialization;

namespace DaxNative.Tool.Faults;

/// <summary>With : without MAP_SYNC, measured and as published; null where either is missing.</summary>
internal sealed record Ratio(string File, bool Load, double? Min, double? Median, double? Avg, double? PublishedAvg);

/// <summary>One cell for <c>--json</c>; times are microseconds.</summary>
internal sealed record CellReport(string File, bool Load, bool MapSync, Latencies? Measured, long MinorFaults, long MajorFaults, string Why, Latencies? Published);

/// <summary>Everything that was measured.</summary>
internal sealed record Report(string Path, bool IsDax, bool IsMapSync, string Reason, int Pages, string PageSize, IReadOnlyList<CellReport> Cells, IReadOnlyList<Ratio> Ratios)
{
    internal const string FourKibibytes = "4 KiB (MADV_NOHUGEPAGE)";

    internal static Report Of(Target target, int pages, IReadOnlyList<Result> results) => new(
        target.Path,
        target.IsDax,
        target.IsMapSync,
        target.Reason,
        pages,
        FourKibibytes,
        [.. results.Select(result => new CellReport(result.Cell.File, result.Cell.Load, result.Cell.MapSync, result.Measured, result.Faults.Minor, result.Faults.Major, result.Why, Published.Of(result.Cell)))],
        [.. results.Where(result => result.Cell.MapSync).Select(with => RatioOf(with, results.Single(other => other.Cell == with.Cell with { MapSync = false })))]);

    private static Ratio RatioOf(Result with, Result without) => new(
        with.Cell.File,
        with.Cell.Load,
        with.Measured?.Min / without.Measured?.Min,
        with.Measured?.Median / without.Measured?.Median,
        with.Measured?.Avg / without.Measured?.Avg,
        Published.Of(with.Cell)?.Avg / Published.Of(without.Cell)?.Avg);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Report))]
internal sealed partial class FaultsJson : JsonSerializerContext;
