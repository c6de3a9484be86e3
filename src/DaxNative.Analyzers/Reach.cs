using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>Tells which code outside of a method may drain what the method has flushed: code that can get at a mapping.</summary>
internal sealed class Reach(LibraryTypes types, IAssemblySymbol own)
{
    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _knows = new(SymbolEqualityComparer.Default);

    /// <summary>Whether executing an operation may drain, as far as this method shows.</summary>
    internal bool MayDrain(IOperation operation, MappingOrigins origins) => operation switch
    {
        IInvocationOperation call => MayDrain(call, origins),
        IObjectCreationOperation { Constructor: { } constructor } creation => KnowsLibrary(constructor.ContainingAssembly) && AnyHolds(creation.Arguments),
        IPropertyReferenceOperation { Instance: { } instance, Parent: IAssignmentOperation assignment } property =>
            assignment.Target == property && KnowsLibrary(property.Property.ContainingAssembly) && CanHold(instance),

        // Between two items of an iterator its user goes on.
        IReturnOperation { Kind: OperationKind.YieldReturn } or IDynamicInvocationOperation => true,
        _ => false,
    };

    private bool MayDrain(IInvocationOperation call, MappingOrigins origins)
    {
        IMethodSymbol method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return true;
        }

        if (KnowsLibrary(method.ContainingAssembly))
        {
            return CanHold(call.Instance) || AnyHolds(call.Arguments);
        }

        return call.Arguments.Any(argument => IsDelegate(argument.Value.WithoutConversions().Type))
            || (call.Instance is { } instance && origins.WithoutCaptures(instance).Type is { } type && MayOverride(type, method));
    }

    // A method of a framework's interface or base class, which a type that knows DaxNative implements.
    private bool MayOverride(ITypeSymbol type, IMethodSymbol method) =>
        (method.IsVirtual || method.IsAbstract || method.IsOverride) && (KnowsLibrary(type.ContainingAssembly) || type.Name is nameof(IDisposable) or "IAsyncDisposable");

    private bool AnyHolds(IEnumerable<IArgumentOperation> arguments) => arguments.Any(argument => CanHold(argument.Value));

    private bool CanHold(IOperation? value) => value is not null && CanHold(value.WithoutConversions().Type);

    private bool CanHold(ITypeSymbol? type) => type switch
    {
        null => false,
        { TypeKind: TypeKind.Enum } => false,
        { TypeKind: TypeKind.TypeParameter } => true,
        IArrayTypeSymbol array => CanHold(array.ElementType),
        INamedTypeSymbol named => types.IsMemory(named) || IsDelegate(named) || KnowsLibrary(named.ContainingAssembly) || named.TypeArguments.Any(CanHold),
        _ => false,
    };

    private static bool IsDelegate(ITypeSymbol? type) => type?.TypeKind == TypeKind.Delegate;

    // What calls into DaxNative: this assembly, and each that refers to it; not DaxNative itself.
    private bool KnowsLibrary(IAssemblySymbol? assembly)
    {
        if (assembly is null)
        {
            return false;
        }

        return SymbolEqualityComparer.Default.Equals(assembly, own)
            || _knows.GetOrAdd(assembly, other => other.Modules.Any(module => module.ReferencedAssemblies.Any(name => name.Name == types.Assembly.Name)));
    }
}
