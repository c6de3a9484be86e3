
namespace DaxNative.Tool;

internal sealed record JsonCondition(string Name, string State, string Detail, string? Command)
{
    internal static JsonCondition From(DoctorCondition condition) =>
        new(condition.Name, Words.Of(condition.State), condition.Detail, string.IsNullOrEmpty(condition.Remedy) ? null : condition.Remedy);
}

internal sealed record JsonOutlook(
    string Verdict,
    string? Granularity,
    string? Evidence,
    bool? MapSync,
    string PersistenceDomain,
    string? Refusal,
    string Reason,
    IReadOnlyList<JsonCondition> Conditions)
{
    internal static JsonOutlook From(DoctorOutlook outlook) => new(
        Words.Of(outlook.Verdict),
        Words.OfAny(outlook.Granularity),
        Words.OfAny(outlook.Evidence),
        outlook.IsMapSync,
        Words.OfDomain(outlook.PersistenceDomain),
        Words.OfAny(outlook.Refusal),
        outlook.Reason,
        [.. outlook.Conditions.Select(JsonCondition.From)]);
}
