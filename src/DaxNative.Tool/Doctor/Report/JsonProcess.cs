using System.Globalization;
using System.Text.Json;

namespace DaxNative.Tool;

internal sealed record JsonArea(
    string Address,
    long Length,
    string Kind,
    string Path,
    long FileOffset,
    bool Writable,
    bool? MapSync,
    string PersistenceDomain,
    string? Granularity,
    string Evidence,
    string Reason)
{
    internal static JsonArea From(MappedArea area) => new(
        string.Create(CultureInfo.InvariantCulture, $"0x{area.Address:x}"),
        area.Length,
        Words.Of(area.Kind),
        area.Path,
        area.FileOffset,
        area.IsWritable,
        area.IsMapSync,
        Words.OfDomain(area.PersistenceDomain),
        Words.OfAny(area.Granularity),
        Words.Of(area.Evidence),
        area.Reason);
}

/// <summary>The answer to <c>daxnative inspect PID --json</c>.</summary>
internal sealed record JsonProcess(int Pid, string Verdict, IReadOnlyList<JsonArea> Mappings)
{
    internal static JsonProcess From(DoctorProcess process) =>
        new(process.ProcessId, Words.Of(process.Verdict), [.. process.Areas.Select(JsonArea.From)]);

    internal string ToText() => JsonSerializer.Serialize(this, JsonText.Context.JsonProcess);
}
