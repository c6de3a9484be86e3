using System.Text.Encodings.Web;
using System.Text.Json;

namespace DaxNative.Tool;

internal static class JsonText
{
    /// <summary>Writes &amp;&amp; in a command as it is typed: this is text for a terminal, not for a web page.</summary>
    internal static JsonContext Context { get; } =
        new(new JsonSerializerOptions(JsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
