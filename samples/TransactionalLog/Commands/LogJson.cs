using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaxNative.Logs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AppendedLine))]
[JsonSerializable(typeof(SeenRecord))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(TortureReport))]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class LogJson : JsonSerializerContext
{
    internal static void Write<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, typeof(T), Default));
}
