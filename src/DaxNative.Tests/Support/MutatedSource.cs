using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// A part of our own source, compiled after one place in it was changed. So a fault needs no switch in what is shipped, and one that does
/// not fit the source any more fails.
/// </summary>
/// <param name="assembly">What the result is called; one whose insides others show.</param>
/// <param name="folders">Of the repository, all of which is compiled.</param>
/// <param name="prepare">What is done to each file before it is parsed: what a generator would write is not there.</param>
/// <param name="references">A type of each assembly that it refers to, beside the runtime's.</param>
internal sealed class MutatedSource(string assembly, IReadOnlyList<string> folders, Func<string, string> prepare, params Type[] references)
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Latest, DocumentationMode.None);

    private readonly Lazy<Dictionary<string, SyntaxTree>> _trees = new(() =>
        folders.SelectMany(folder => Repository.Files(folder, ".cs")).ToDictionary(file => file, file => Parse(prepare(Repository.Read(file)))));

    private readonly Lazy<MetadataReference[]> _references = new(() =>
    [
        .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "System*.dll").Concat(references.Select(type => type.Assembly.Location))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ]);


    /// <summary>Compiles it with one place changed, and loads it.</summary>
    /// <param name="name">What is wrong.</param>
    /// <param name="file">In which file.</param>
    /// <param name="original">What stands there, once.</param>
    /// <param name="changed">What stands there instead.</param>
    internal Assembly With(string name, string file, string original, string changed)
    {
        Dictionary<string, SyntaxTree> trees = new(_trees.Value);
        string text = trees[file].ToString();
        Assert.True(text.Split(original).Length == 2, $"{name}: the text to change is not there once in {file}:\n{original}");
        trees[file] = Parse(text.Replace(original, changed, StringComparison.Ordinal));

        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create(assembly, [Parse(Usings), .. trees.Values], _references.Value, options);
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, name + ":\n" + string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));

        image.Position = 0;
        return new AssemblyLoadContext(name, isCollectible: true).LoadFromStream(image);
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, s_parsing);
}
