using System.Text.RegularExpressions;

namespace DaxNative.Tests;

/// <summary>One method in what DOTNET_JitDisasm writes.</summary>
internal static partial class JitListing
{
    /// <summary>The instructions, or null when the listing does not have the method at that tier.</summary>
    /// <param name="text">The whole listing.</param>
    /// <param name="heading">The method and its tier, as the listing heads them.</param>
    internal static string[]? InstructionsOf(string text, string heading)
    {
        int start = text.IndexOf("; Assembly listing for method " + heading, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        int end = text.IndexOf("; Total bytes of code", start, StringComparison.Ordinal);
        return [.. text[start..end].Split('\n').Select(line => Spaces().Replace(line.Trim(), " ")).Where(line => line.Length > 0 && line[0] != ';')];
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
