using System.Text.Json.Serialization;

namespace DaxNative.Tool;

// What is unknown is null and is written as null: a script must not mistake it for a value.
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JsonMachine))]
[JsonSerializable(typeof(JsonPath))]
[JsonSerializable(typeof(JsonProcess))]
internal sealed partial class JsonContext : JsonSerializerContext;
