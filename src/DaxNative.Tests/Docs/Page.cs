using System.Text.RegularExpressions;

namespace DaxNative.Tests;

/// <summary>A page of the documentation: its Markdown, and what tests ask of it.</summary>
internal sealed partial class Page
{
    private readonly string _text;

    private Page(string file) => (File, _text) = (file, Repository.Read(file));

    /// <summary>Its path from the repository's root.</summary>
    internal string File { get; }

    /// <summary>Where its links and pictures lead, but for addresses of the web.</summary>
    internal IEnumerable<string> Links => Link().Matches(Prose).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    // Before a heading is an anchor: in lower case, without what is neither letter, digit, hyphen, underscore nor space.
    internal IReadOnlySet<string> Anchors => Heading().Matches(Prose).Select(match => NoAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet();

    private string Prose => CodeBlock().Replace(_text, "");

    /// <summary>Every page that is written by hand: those beside the solution, those of the documentation, and those of the packages.</summary>
    internal static IReadOnlyList<string> All() =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
        .. Repository.Files("docs", ".md"),
        .. Repository.Files("src", ".md"),
    ];

    internal static Page Read(string file) => new(file);

    /// <summary>Its blocks of one kind, such as <c>csharp</c>.</summary>
    internal IReadOnlyList<string> Blocks(string kind) => [.. CodeBlock().Matches(_text).Where(match => match.Groups[1].Value == kind).Select(match => match.Groups[2].Value)];

    [GeneratedRegex(@"^```([\w-]*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} +(.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\-_ ]")]
    private static partial Regex NoAnchor();
}
