using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The shapes in which a compiler sees the members of a mapping.</summary>
public enum LibrarySurface
{
    /// <summary>The library as it is.</summary>
    Real,

    /// <summary>Every member is an instance member of its type.</summary>
    InstanceMembers,

    /// <summary>Stores and slices of a mapping are extension methods, as a compiler before C# 14 sees those of an extension block.</summary>
    ExtensionMethods,
}

/// <summary>References to the library in each shape.</summary>
internal static class LibrarySurfaces
{
    private const string Types = """
        using System;
        namespace DaxNative;
        [Flags] public enum StoreOptions { None = 0, NoDrain = 1, NoFlush = 2, NonTemporal = 4, Temporal = 8 }
        public enum StoreGranularity { Byte, CacheLine, Page }
        public readonly struct PersistentBuffer
        {
            public Span<byte> AsSpan(long offset, int length) => throw null!;
            public Span<byte> AsSpan() => throw null!;
            public ReadOnlySpan<byte> AsReadOnlySpan(long offset, int length) => throw null!;
            public PersistentBuffer Slice(long offset, long length) => throw null!;
            public ref T Ref<T>(long offset) where T : unmanaged => throw null!;
            public void Write(long offset, ReadOnlySpan<byte> source, StoreOptions options = StoreOptions.None) { }
            public void StoreAtomic(long offset, long value, StoreOptions options = StoreOptions.None) { }
            public void Flush(long offset, long length) { }
            public void Persist(long offset, long length) { }
        }
        public ref struct FlushBatch
        {
            public void Add(long offset, long length) { }
            public void Dispose() { }
        }
        public sealed partial class PersistentMapping : IDisposable
        {
            public static PersistentMapping Open(string path, object? options = null) => throw null!;
            public long Length => 0;
            public StoreGranularity Granularity => default;
            public Span<byte> AsSpan(long offset, int length) => throw null!;
            public ReadOnlySpan<byte> AsReadOnlySpan(long offset, int length) => throw null!;
            public ref T Ref<T>(long offset) where T : unmanaged => throw null!;
            public ref readonly T ReadOnlyRef<T>(long offset) where T : unmanaged => throw null!;
            public void Persist(long offset, long length) { }
            public void Persist<T>(ref readonly T value) where T : unmanaged { }
            public void Flush(long offset, long length) { }
            public void Drain() { }
            public void DeepFlush(long offset, long length) { }
            public FlushBatch BeginFlush() => default;
            public void Dispose() { }
        }
        """;

    // {0} begins a member and {1} its parameters, so that one list makes both shapes.
    private const string Stores = """
            {0} PersistentBuffer Slice({1}long offset, long length) => default;
            {0} void Write({1}long offset, ReadOnlySpan<byte> source, StoreOptions options = StoreOptions.None) => throw null!;
            {0} uint WriteCacheLinesChecked({1}long offset, ReadOnlySpan<byte> source, uint checksum, StoreOptions options = StoreOptions.None) => 0;
            {0} void WriteCacheLines({1}long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options = StoreOptions.None) => throw null!;
            {0} void Fill({1}long offset, long length, byte value, StoreOptions options = StoreOptions.None) => throw null!;
            {0} void StoreAtomic({1}long offset, long value, StoreOptions options = StoreOptions.None) => throw null!;
            {0} Memory<byte> AsMemory({1}long offset, int length) => default;
            {0} ReadOnlyMemory<byte> AsReadOnlyMemory({1}long offset, int length) => default;
        """;

    internal static IReadOnlyList<MetadataReference> Framework { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    private static readonly Dictionary<LibrarySurface, MetadataReference> s_references = new()
    {
        [LibrarySurface.Real] = MetadataReference.CreateFromFile(typeof(PersistentMapping).Assembly.Location),
        [LibrarySurface.InstanceMembers] = Compiled("public sealed partial class PersistentMapping", "public", ""),
        [LibrarySurface.ExtensionMethods] = Compiled("public static class PersistentMappingBuffers", "public static", "this PersistentMapping mapping, "),
    };

    internal static MetadataReference Of(LibrarySurface surface) => s_references[surface];

    /// <summary>The language of those who see that shape.</summary>
    internal static LanguageVersion VersionFor(LibrarySurface surface) =>
        surface == LibrarySurface.ExtensionMethods ? LanguageVersion.CSharp13 : LanguageVersion.Latest;

    private static PortableExecutableReference Compiled(string type, string modifiers, string receiver)
    {
        string stores = Stores.Replace("{0}", modifiers, StringComparison.Ordinal).Replace("{1}", receiver, StringComparison.Ordinal);
        var compilation = CSharpCompilation.Create(
            "DaxNative",
            [CSharpSyntaxTree.ParseText($"{Types}\n{type}\n{{\n{stores}\n}}")],
            Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        return MetadataReference.CreateFromStream(image);
    }
}
