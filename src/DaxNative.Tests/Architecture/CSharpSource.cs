using System.Text;
using System.Text.RegularExpressions;

namespace DaxNative.Tests;

/// <summary>A string literal: how it begins, on which line, and whether it continues a path to its left.</summary>
internal sealed record StringLiteral(string Text, int Line, bool IsAppended);

/// <summary>
/// A C# file taken apart into code, string literals and comments, just far enough for tests that look at sources: what
/// is said in a comment or a message is no dependency.
/// </summary>
internal sealed partial class CSharpSource
{
    private readonly string _text;
    private readonly StringBuilder _code = new();
    private readonly StringBuilder _comments = new();
    private readonly List<StringLiteral> _literals = [];
    private int _at;

    private CSharpSource(string file, string text)
    {
        File = file;
        _text = text;
        ScanCode(holeBraces: 0);
        Code = _code.ToString();
    }

    /// <summary>The path from the root of the repository.</summary>
    internal string File { get; }

    /// <summary>The file without comments and literals; the code inside interpolations is part of it.</summary>
    internal string Code { get; }

    internal string Comments => _comments.ToString();

    internal IReadOnlyList<StringLiteral> Literals => _literals;

    /// <summary>Names that can mean a type: identifiers that are a member neither of something else nor of this file.</summary>
    internal ISet<string> Names => BareIdentifier().Matches(Code).Select(match => match.Value)
        .Except(Member().Matches(Code).Select(match => match.Groups["name"].Value))
        .ToHashSet();

    /// <summary>The types that the file declares directly in its namespace.</summary>
    internal IEnumerable<string> DeclaredTypes => Declaration().Matches(Code)
        .Where(match => Depth(match.Index) == 0)
        .Select(match => match.Groups["name"].Value);

    internal static CSharpSource Parse(string file, string text) => new(file, text);

    internal bool HasWord(string word) => Regex.IsMatch(Code, $@"\b{word}\b");

    private int Depth(int index)
    {
        ReadOnlySpan<char> before = Code.AsSpan(0, index);
        return before.Count('{') - before.Count('}');
    }

    // Ends at the braces that close an interpolation's hole, or at the end of the file.
    private void ScanCode(int holeBraces)
    {
        int depth = 0;
        while (_at < _text.Length)
        {
            if (TakeComment() || TakeCharacter() || TakeString())
            {
                _code.Append(' ');
                continue;
            }

            char next = _text[_at];
            if (holeBraces > 0 && next == '}' && depth == 0)
            {
                _at += holeBraces;
                return;
            }

            depth += next switch { '{' => 1, '}' => -1, _ => 0 };
            _code.Append(next);
            _at++;
        }
    }

    private bool TakeComment()
    {
        Match comment = Comment().Match(_text, _at);
        if (!comment.Success)
        {
            return false;
        }

        _comments.AppendLine(comment.Value);
        _at += comment.Length;
        return true;
    }

    private bool TakeCharacter()
    {
        Match character = Character().Match(_text, _at);
        _at += character.Length;
        return character.Success;
    }

    private bool TakeString()
    {
        Match start = StringStart().Match(_text, _at);
        if (!start.Success)
        {
            return false;
        }

        bool isVerbatim = start.Value.Contains('@');
        string quotes = start.Groups["quotes"].Value;
        bool isAppended = _code.ToString().TrimEnd().EndsWith('+');
        int line = 1 + _text.AsSpan(0, _at).Count('\n');
        _at += start.Length;
        string text = ScanString(quotes, isVerbatim, holeBraces: start.Value.Count(c => c == '$'));
        _literals.Add(new StringLiteral(text, line, isAppended));
        return true;
    }

    // The text up to the closing quotes. A hole becomes a zero character in it, and its code part of the code.
    private string ScanString(string quotes, bool isVerbatim, int holeBraces)
    {
        var text = new StringBuilder();
        string open = new('{', Math.Max(1, holeBraces));
        bool isRaw = quotes.Length > 1;
        while (!Here(quotes) || (isVerbatim && Here("\"\"")))
        {
            bool isEscape = isRaw ? false : isVerbatim ? Here("\"\"") : Here("\\");
            bool isBraceEscape = !isRaw && holeBraces > 0 && (Here("{{") || Here("}}"));
            if (isEscape || isBraceEscape)
            {
                text.Append(_text, _at, 2);
                _at += 2;
            }
            else if (holeBraces > 0 && Here(open))
            {
                _at += open.Length;
                text.Append('\0');
                _code.Append(' ');
                ScanCode(holeBraces);
            }
            else
            {
                text.Append(_text[_at++]);
            }
        }

        _at += quotes.Length;
        return text.ToString();
    }

    private bool Here(string expected) => string.CompareOrdinal(_text, _at, expected, 0, expected.Length) == 0;

    [GeneratedRegex(@"(?<![.\w])(?<!\bDaxNative\.)[A-Z]\w*|(?<=\bDaxNative\.)[A-Z]\w*")]
    private static partial Regex BareIdentifier();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?|delegate\s+[\w<>\[\]?., ]+?)\s+(?<name>[A-Z]\w*)\s*(?=[<({:;\s])")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(?:public|internal|private|protected)\s+(?!class|struct|enum|interface|record)[\w\s<>\[\]?,.*]*?[\w>\]?*]\s+(?<name>[A-Z]\w*)\s*[{=;(]")]
    private static partial Regex Member();

    [GeneratedRegex(@"\G(?://[^\n]*|/\*.*?\*/)", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\G'(?:\\.[^']*|[^'\\])'")]
    private static partial Regex Character();

    [GeneratedRegex(@"\G(?:\$*(?<quotes>""""""+)|(?:\$@|@\$|\$|@)?(?<quotes>""))")]
    private static partial Regex StringStart();
}
