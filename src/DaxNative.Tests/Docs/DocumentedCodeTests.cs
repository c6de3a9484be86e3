using System.Text;
using System.Text.RegularExpressions;
using DaxNative.Log;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The C# that the documents show compiles as it stands there.</summary>
public sealed partial class DocumentedCodeTests
{
    // What the pages take for granted: names that their reader has.
    private const string Given = """
        using System; using System.Buffers.Binary; using System.Collections.Generic; using System.IO; using System.Text; using System.Threading; using System.Threading.Tasks; using DaxNative; using DaxNative.Log;
        static class Page
        {
            static TransactionalLog log = null!;
            static LogSequenceNumber number, upTo, firstNotAgreed, next;
            static ReadOnlyMemory<byte> payload;
            static byte[] snapshotName = [], termAndVote = [];
            static CancellationToken cancellation;
            static void Apply(LogSequenceNumber number, ReadOnlySpan<byte> payload) { }
        """;

    [Theory]
    [InlineData("docs/log.md", null)]
    [InlineData("docs/growth.md", null)]
    [InlineData("README.md", "## A log, ready to use")]
    public void EveryBlockOfCode_Compiles(string file, string? section)
    {
        string text = Repository.Read(file);
        if (section is not null)
        {
            text = text[text.IndexOf(section, StringComparison.Ordinal)..];
            int end = text.IndexOf("\n## ", 1, StringComparison.Ordinal);
            text = end < 0 ? text : text[..end];
        }

        string[] blocks = [.. Block().Matches(text).Select(match => Import().Replace(match.Groups[1].Value, ""))];
        Assert.NotEmpty(blocks);
        for (int i = 0; i < blocks.Length; i++)
        {
            Assert.True(Compiles(blocks[i], out string errors), $"{file}, block {i + 1}:\n{blocks[i]}\n{errors}");
        }
    }

    [Fact]
    public void ABlockThatDoesNotCompile_IsFound() => Assert.False(Compiles("log.Appendd(\"x\"u8);", out _));

    private static bool Compiles(string block, out string errors)
    {
        var source = new StringBuilder(Given).Append(" static async Task Block() { await Task.Yield();\n").Append(block).Append("\n} }");
        var compilation = CSharpCompilation.Create(
            "page",
            [CSharpSyntaxTree.ParseText(source.ToString(), new CSharpParseOptions(LanguageVersion.Latest))],
            [.. References()],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        errors = string.Join('\n', compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return errors.Length == 0;
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
        .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
        .Append(typeof(PersistentMapping).Assembly.Location)
        .Append(typeof(TransactionalLog).Assembly.Location)
        .Append(typeof(Microsoft.Extensions.Logging.ILogger).Assembly.Location)
        .Select(file => MetadataReference.CreateFromFile(file));

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
