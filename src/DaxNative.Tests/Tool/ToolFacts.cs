using System.Text.Json;

namespace DaxNative.Tests;

/// <summary>
/// What ndctl, daxctl or daxnative doctor says of the machine, as one fact a line: a noun, whose it is, and a key, such as
/// <c>namespace[namespace0.0].mode</c>. All three use the same names, so that the facts can be compared one by one.
/// </summary>
internal sealed class ToolFacts
{
    private readonly Dictionary<(string Noun, string Name, string Key), string> _values = [];

    internal IEnumerable<(string Noun, string Name, string Key)> Keys => _values.Keys;

    internal string? this[(string Noun, string Name, string Key) fact] => _values.GetValueOrDefault(fact);

    internal IEnumerable<string> Names(string noun) => _values.Keys.Where(fact => fact.Noun == noun).Select(fact => fact.Name).Distinct();

    /// <summary>From <c>ndctl list -RNDX</c>, <c>daxctl list -DR</c> and <c>daxnative doctor --json</c>, whatever it is.</summary>
    internal static ToolFacts From(params string[] texts)
    {
        var facts = new ToolFacts();
        foreach (string text in texts)
        {
            using JsonDocument document = JsonDocument.Parse(string.IsNullOrWhiteSpace(text) ? "[]" : text);
            JsonElement root = document.RootElement;

            // daxctl gives a list of dax regions; ndctl a list of regions when there are no DIMMs.
            if (root.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement element in root.EnumerateArray())
                {
                    Action<JsonElement> add = element.TryGetProperty("dev", out _) ? facts.AddRegion : facts.AddDaxRegion;
                    add(element);
                }

                continue;
            }

            AddList(root, "dimms", element => facts.AddAll("dimm", NameOf(element), element));
            AddList(root, "regions", facts.AddRegion);
            AddList(root, "daxregions", facts.AddDaxRegion);
        }

        return facts;
    }

    private void AddRegion(JsonElement region)
    {
        string name = NameOf(region);
        AddAll("region", name, region);
        AddList(region, "mappings", mapping => AddAll("mapping", name + "/" + mapping.GetProperty("dimm").GetString(), mapping));
        AddList(region, "namespaces", space => AddNamespace(name, space));
    }

    private void AddNamespace(string region, JsonElement space)
    {
        // One of no size is a place where a namespace could be made.
        if (space.GetProperty("size") is { ValueKind: JsonValueKind.Number } size && size.GetInt64() == 0)
        {
            return;
        }

        AddAll("namespace", NameOf(space), space);
        _values[("namespace", NameOf(space), "region")] = region;
        if (space.TryGetProperty("daxregion", out JsonElement daxRegion))
        {
            AddDaxRegion(daxRegion);
        }
    }

    // Of a dax region there is no name: its devices are asked to which region they belong.
    private void AddDaxRegion(JsonElement region) => AddList(region, "devices", device =>
    {
        string name = device.GetProperty("chardev").GetString()!;
        AddAll("dax device", name, device);
        AddAll("dax region of", name, region);
    });

    private void AddAll(string noun, string name, JsonElement element)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            bool isOwnNoun = property.Name is "mappings" or "namespaces" or "daxregion" or "devices" or "outlook";
            if (!isOwnNoun && property.Value.ValueKind != JsonValueKind.Null)
            {
                _values[(noun, name, property.Name)] = property.Value.ToString();
            }
        }
    }

    private static void AddList(JsonElement parent, string list, Action<JsonElement> add)
    {
        if (parent.TryGetProperty(list, out JsonElement elements))
        {
            foreach (JsonElement element in elements.EnumerateArray())
            {
                add(element);
            }
        }
    }

    private static string NameOf(JsonElement element) => element.GetProperty("dev").GetString()!;
}
