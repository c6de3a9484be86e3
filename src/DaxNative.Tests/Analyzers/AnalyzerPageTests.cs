using System.Text.RegularExpressions;
using DaxNative.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The page about the analyzers is true.</summary>
public sealed partial class AnalyzerPageTests
{
    private const string Page = "docs/analyzers.md";

    private static readonly DiagnosticAnalyzer[] s_analyzers = [new DrainAnalyzer(), new UseAfterDisposeAnalyzer()];

    [Fact]
    public void EveryRule_HasASectionThatItsLinkNames()
    {
        foreach (DiagnosticDescriptor rule in s_analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics))
        {
            Assert.Equal($"{Page}#{rule.Id.ToLowerInvariant()}", rule.HelpLinkUri);
            Assert.Contains($"\n## {rule.Id}\n", Repository.Read(Page), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryExample_IsReportedWhereItSaysSo()
    {
        string[] examples = [.. Block().Matches(Repository.Read(Page)).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            AnalyzedCode.OfMembers(example, LibrarySurface.Real).Check();
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
