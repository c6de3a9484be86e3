using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaxNative.Tool.Logs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AppendedLine))]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(SalvageReport))]
[JsonSerializable(typeof(SeenRecord))]
[JsonSerializable(typeof(VerifyReport))]
internal sealed partial class LogJson : JsonSerializerContext
{
    internal static void Write<T>(T value) => Terminal.Out.WriteLine(JsonSerializer.Serialize(value, typeof(T), Default));
}
