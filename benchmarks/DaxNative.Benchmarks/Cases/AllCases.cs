using System.IO.Enumeration;

namespace DaxNative.Benchmarks;

/// <summary>Every case, in the order of the report.</summary>
internal static class AllCases
{
    /// <param name="glob">Which of them, by name: * stands for any characters.</param>
    internal static IReadOnlyList<ComparisonCase> Matching(string glob, Area area, AllPeers peers, AllLogs logs) =>
        [.. All(area, peers, logs).Where(of => FileSystemName.MatchesSimpleExpression(glob, of.Name))];

    internal static IEnumerable<ComparisonCase> All(Area area, AllPeers peers, AllLogs logs) =>
    [
        .. PersistCases.All(area, peers),
        .. ByteGranularityCases.All(area, peers),
        .. CopyCases.All(area, peers),
        .. OpenCases.All(area, peers),
        .. InspectCases.All(area, peers),
        .. LogCases.All(area, peers, logs),
    ];
}
