using System.Buffers;

namespace DaxNative;

/// <summary>Puts a path into a command that somebody may copy into a shell.</summary>
internal static class ShellText
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+:,@%=");

    /// <summary>The text as it is where no shell would take it apart, else in single quotes.</summary>
    internal static string Quote(string text)
    {
        bool isPlain = text.Length > 0 && text[0] != '-' && !text.AsSpan().ContainsAnyExcept(s_plain);
        return isPlain ? text : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }
}
