using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>The types of DaxNative, as the compilation that is analysed sees them.</summary>
internal sealed class LibraryTypes
{
    private readonly INamedTypeSymbol _mapping;
    private readonly INamedTypeSymbol? _buffer;
    private readonly INamedTypeSymbol? _batch;
    private readonly INamedTypeSymbol? _options;

    private LibraryTypes(INamedTypeSymbol mapping, Compilation compilation)
    {
        _mapping = mapping;
        _buffer = compilation.GetTypeByMetadataName("DaxNative.PersistentBuffer");
        _batch = compilation.GetTypeByMetadataName("DaxNative.FlushBatch");
        _options = compilation.GetTypeByMetadataName("DaxNative.StoreOptions");
    }

    internal IAssemblySymbol Assembly => _mapping.ContainingAssembly;

    /// <summary>Finds the types; null where DaxNative is not referenced.</summary>
    internal static LibraryTypes? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("DaxNative.PersistentMapping") is { } mapping ? new LibraryTypes(mapping, compilation) : null;

    internal bool IsMapping(ITypeSymbol? type) => Is(type, _mapping);

    internal bool IsBuffer(ITypeSymbol? type) => Is(type, _buffer);

    internal bool IsBatch(ITypeSymbol? type) => Is(type, _batch);

    internal bool IsOptions(ITypeSymbol? type) => Is(type, _options);

    internal bool IsMemory(ITypeSymbol? type) => IsMapping(type) || IsBuffer(type) || IsBatch(type);

    /// <summary>
    /// The mapping, buffer or batch that a call of the library is made on; null for every other call. An extension is called on
    /// its first argument where the compiler sees it as a static method.
    /// </summary>
    internal IOperation? ReceiverOf(IInvocationOperation call)
    {
        IOperation? receiver = call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
        receiver = receiver?.WithoutConversions();
        bool isOfLibrary = Is(call.TargetMethod.ContainingAssembly, Assembly) || IsDispose(call.TargetMethod);
        return isOfLibrary && IsMemory(receiver?.Type) ? receiver : null;
    }

    internal static bool IsDispose(IMethodSymbol method) => method.Name == nameof(IDisposable.Dispose) && method.Parameters.IsEmpty;

    private static bool Is(ISymbol? symbol, ISymbol? expected) =>
        symbol is not null && SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, expected);
}
