using System.Text.Json;

namespace DaxNative.Tool;

/// <summary>The answer to <c>daxnative inspect PATH --json</c>.</summary>
internal sealed record JsonPath(string Path, string Kind, bool Tried, JsonOutlook Outlook)
{
    internal static JsonPath From(DoctorPath path) => new(path.Path, Words.Of(path.Kind), path.IsTried, JsonOutlook.From(path.Outlook));

    internal string ToText() => JsonSerializer.Serialize(this, JsonText.Context.JsonPath);
}
