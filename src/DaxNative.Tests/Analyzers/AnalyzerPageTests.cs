using System.Globalization;
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

    [Theory]
    [InlineData("void Put(PersistentMapping map) => map.Flush(0, 8);", "'Flush' only", "end of 'Put'", "Persist instead of Flush")]
    [InlineData("long Tail { set => _map.Write(0, [1], StoreOptions.NoDrain); }", "'Write with NoDrain' only", "end of 'Tail'", "leave out NoDrain")]
    [InlineData("Store() { FlushBatch batch = _map.BeginFlush(); batch.Add(0, 8); }", "'Add' only", "end of 'Store'", "dispose of the batch")]
    [InlineData("async Task Put() { _map.Flush(0, 8); await Task.Yield(); _map.Drain(); }", "'Flush' is drained", "call Drain before the await")]
    [InlineData("void Read(PersistentMapping map) { var span = map.AsSpan(0, 8); map.Dispose(); span[0] = 1; }", "'span' is a window into 'map'", "use it before Dispose")]
    [InlineData("Span<byte> Read(PersistentMapping map) { using (map) return map.AsSpan(0, 8); }", "'map.AsSpan(0, 8)' is a window into 'map'", "return a copy")]
    public void EachMessage_NamesTheCallAndTheRemedy(string members, params string[] parts)
    {
        string message = Assert.Single(AnalyzedCode.OfMembers(members, LibrarySurface.Real).Reported()).GetMessage(CultureInfo.InvariantCulture);
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void TheMessageForAProgram_CallsItMain() =>
        Assert.Contains("end of 'Main'", Assert.Single(AnalyzedCode.OfProgram("PersistentMapping.Open(\"a\").Flush(0, 8);", LibrarySurface.Real).Reported()).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
