using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using DaxNative.LogCrashes;
using DaxNative.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The log's own source, compiled together with its scenarios after one place was changed. So a fault needs no switch in the
/// log, and one that does not fit the source any more fails.
/// </summary>
internal static partial class LogSources
{
    private const string Log = "src/DaxNative.Log/";
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Latest, DocumentationMode.None);
    private static readonly Lazy<Dictionary<string, SyntaxTree>> s_trees = new(() => Files().ToDictionary(file => file, file => Parse(WithoutGenerated(Repository.Read(file)))));

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "System*.dll").Select(file => MetadataReference.CreateFromFile(file)),
        MetadataReference.CreateFromFile(typeof(PersistentMapping).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(CrashScenario).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Microsoft.Extensions.Logging.ILogger).Assembly.Location),
    ]);

    /// <summary>Makes the scenarios of a log with a fault.</summary>
    internal static IReadOnlyDictionary<string, CrashScenario> ScenariosWith(LogMutant mutant)
    {
        Dictionary<string, SyntaxTree> trees = new(s_trees.Value);
        string file = Log + mutant.File;
        string text = trees[file].ToString();
        Assert.True(text.Split(mutant.Original).Length == 2, $"{mutant.Name}: the text to change is not there once in {file}:\n{mutant.Original}");
        trees[file] = Parse(text.Replace(mutant.Original, mutant.Changed, StringComparison.Ordinal));

        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create("DaxNative.Log", [Parse(Usings), .. trees.Values], s_references.Value, options);
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, mutant.Name + ":\n" + string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));

        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext(mutant.Name, isCollectible: true).LoadFromStream(image);
        MethodInfo all = assembly.GetType(typeof(LogScenarios).FullName!, throwOnError: true)!.GetMethod(nameof(LogScenarios.All))!;
        return (IReadOnlyDictionary<string, CrashScenario>)all.Invoke(null, null)!;
    }

    private static IEnumerable<string> Files() =>
        Repository.Files(Log, ".cs")
            .Concat(Repository.Files("src/DaxNative.Tests/LogCrashes/Scenarios/", ".cs"));

    // What a generator would write, which does not run here: messages that nobody reads.
    private static string WithoutGenerated(string text) =>
        LoggedMessage().Replace(text, "static void $1 { }");

    [GeneratedRegex(@"static partial void (\w+\([^;]*\));")]
    private static partial Regex LoggedMessage();

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, s_parsing);
}
