using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaxNative.Log.Tool;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AppendedLine))]
[JsonSerializable(typeof(SalvageReport))]
[JsonSerializable(typeof(SeenRecord))]
[JsonSerializable(typeof(VerifyReport))]
internal sealed partial class LogJson : JsonSerializerContext
{
    internal static void Write<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, typeof(T), Default));
}
