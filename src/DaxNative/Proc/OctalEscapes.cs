using System.Buffers;

namespace DaxNative;

/// <summary>Undoes the octal escapes (<c>\040</c>) that the kernel writes for characters that would break a line apart.</summary>
internal static class OctalEscapes
{
    /// <summary>What mountinfo escapes: blank, tab, newline, backslash and, since 5.2, the number sign.</summary>
    internal static SearchValues<char> MountInfo { get; } = SearchValues.Create(" \t\n\\#");

    /// <summary>
    /// What smaps escapes: the newline alone. A backslash is printed as it is, so <c>\040</c> there is four characters
    /// of a file name.
    /// </summary>
    internal static SearchValues<char> Maps { get; } = SearchValues.Create("\n");

    internal static string Undo(ReadOnlySpan<char> text, SearchValues<char> escaped)
    {
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var result = new System.Text.StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            if (Escape(text) is { } character && escaped.Contains(character))
            {
                result.Append(character);
                text = text[4..];
            }
            else
            {
                result.Append(text[0]);
                text = text[1..];
            }
        }

        return result.ToString();
    }

    private static char? Escape(ReadOnlySpan<char> text) =>
        text.Length >= 4 && text[0] == '\\' && text[1] is >= '0' and <= '3' && IsOctal(text[2]) && IsOctal(text[3])
            ? (char)(((text[1] - '0') << 6) | ((text[2] - '0') << 3) | (text[3] - '0'))
            : null;

    private static bool IsOctal(char digit) => digit is >= '0' and <= '7';
}
