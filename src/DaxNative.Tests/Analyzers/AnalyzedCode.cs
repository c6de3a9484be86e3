using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DaxNative.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A piece of C# that the analyzers look at. A comment <c>// DAX001</c> marks the line where one is to report.</summary>
internal sealed partial class AnalyzedCode
{
    private const string Usings = """
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Runtime.InteropServices; using System.Threading; using System.Threading.Tasks; using DaxNative;
        """;

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new DrainAnalyzer(), new UseAfterDisposeAnalyzer()];

    private readonly CSharpCompilation _compilation;
    private readonly string[] _lines;

    private AnalyzedCode(string source, IEnumerable<MetadataReference> references, OutputKind kind, LanguageVersion version = LanguageVersion.Latest)
    {
        _lines = source.Split('\n');
        _compilation = CSharpCompilation.Create(
            "code",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version))],
            [.. LibrarySurfaces.Framework, .. references],
            new CSharpCompilationOptions(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The lines that are marked, each as line and rule.</summary>
    internal IEnumerable<string> Marked =>
        from line in Enumerable.Range(0, _lines.Length)
        from Match mark in Mark().Matches(_lines[line])
        orderby line, mark.Value
        select Told(line, mark.Value);

    internal IEnumerable<Diagnostic> Errors => _compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Members of a class that has a mapping.</summary>
    internal static AnalyzedCode OfMembers(string members, LibrarySurface surface) => OfFile(
        $$"""
        {{Usings}}
        sealed class Store
        {
            private readonly PersistentMapping _map = null!;
            private readonly PersistentMapping _index = null!;
            private static readonly Action<object?> s_log = _ => { };
            private long _tail;
            private bool _isDirty;
        {{members}}
        }
        """,
        surface);

    internal static AnalyzedCode OfFile(string source, LibrarySurface surface) =>
        new(source, [LibrarySurfaces.Of(surface)], OutputKind.DynamicallyLinkedLibrary, LibrarySurfaces.VersionFor(surface));

    internal static AnalyzedCode OfProgram(string statements, LibrarySurface surface) =>
        new($"{Usings}\n{statements}", [LibrarySurfaces.Of(surface)], OutputKind.ConsoleApplication);

    internal static AnalyzedCode WithoutLibrary(string source) => new(source, [], OutputKind.DynamicallyLinkedLibrary);

    /// <summary>What the analyzers report; an analyzer that throws fails the test.</summary>
    internal ImmutableArray<Diagnostic> Reported()
    {
        var thrown = new ConcurrentQueue<Exception>();
        ImmutableArray<Diagnostic> reported = Analysis(thrown.Enqueue).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.Empty(thrown);
        return reported;
    }

    /// <summary>How many actions the analyzers have registered for the types and members of this code.</summary>
    internal int ActionsPerMember()
    {
        CompilationWithAnalyzers analysis = Analysis(_ => { });
        return s_analyzers.Sum(analyzer =>
        {
            AnalyzerTelemetryInfo actions = analysis.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None).GetAwaiter().GetResult();
            return actions.SymbolStartActionsCount + actions.OperationBlockActionsCount + actions.OperationActionsCount + actions.SymbolActionsCount + actions.SyntaxNodeActionsCount;
        });
    }

    /// <summary>Fails unless the code compiles, and just what is marked is reported.</summary>
    internal void Check()
    {
        Assert.Empty(Errors);
        IEnumerable<string> reported = Reported()
            .Select(diagnostic => (Line: diagnostic.Location.GetLineSpan().StartLinePosition.Line, diagnostic.Id))
            .OrderBy(report => report)
            .Select(report => Told(report.Line, report.Id));
        Assert.Equal(string.Join('\n', Marked), string.Join('\n', reported));
    }

    private CompilationWithAnalyzers Analysis(Action<Exception> onException)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => onException(exception), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        return new CompilationWithAnalyzers(_compilation, s_analyzers, options);
    }

    private string Told(int line, string rule) => $"{rule} on: {_lines[line].Trim()}";

    [GeneratedRegex(@"(?<=//.*)DAX\d{3}")]
    private static partial Regex Mark();
}
