using System.Text.Json.Serialization;

namespace DaxNative.Tool.PageTables;

/// <summary>What the mapping of one device cost; sizes are bytes.</summary>
internal sealed record Cost(string Device, long? Align, long Length, long PageTables, long Control, string? Why)
{
    internal const int Processes = 10_000;

    /// <summary>The mapping's own share: less what the process grew by without it.</summary>
    public long Net => Math.Max(0, PageTables - Control);

    public long NetOfProcesses => Net * Processes;
}

/// <summary>All devices, for <c>--json</c>.</summary>
internal sealed record Report(int Processes, IReadOnlyList<Cost> Devices);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Report))]
internal sealed partial class PageTablesJson : JsonSerializerContext;
