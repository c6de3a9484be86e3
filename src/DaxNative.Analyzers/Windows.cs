using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>Finds the mapping that a window looks into: a span, a memory or a reference that came from it.</summary>
internal sealed class Windows(LibraryTypes types, Member member)
{
    private const int Deepest = 16;

    /// <summary>Whether a local can hold a window.</summary>
    internal static bool CanHold(ILocalSymbol local) => local.RefKind != RefKind.None || IsWindow(local.Type);

    /// <summary>Whether a call gives a window into a mapping.</summary>
    internal static bool IsAccess(LibraryTypes types, IOperation operation) =>
        operation is IInvocationOperation call && GivesWindow(call) && types.ReceiverOf(call) is not null;

    /// <summary>The variable of the mapping that an expression is a window into; null where it is none, or that is not known.</summary>
    internal ISymbol? MappingBehind(IOperation expression) => MappingBehind(expression, 0);

    /// <summary>Whether the member pins a memory of a mapping: then the memory may stay mapped behind Dispose.</summary>
    internal bool ArePinned(ISymbol mapping) => member.Operations.OfType<IInvocationOperation>().Any(
        call => call is { TargetMethod.Name: "Pin", Instance: { } memory } && SymbolEqualityComparer.Default.Equals(MappingBehind(memory), mapping));

    private ISymbol? MappingBehind(IOperation expression, int depth)
    {
        expression = member.Origins.WithoutCaptures(expression);
        return expression switch
        {
            _ when depth > Deepest => null,
            IInvocationOperation call when IsAccess(types, call) => member.Origins.Of(types.ReceiverOf(call)!)?.Symbol,

            // Slice, MemoryMarshal.Cast and the like. What a method of somebody else returns need not come from its arguments.
            IInvocationOperation call when GivesWindow(call) && IsOfFramework(call.TargetMethod) =>
                call.ChildOperations.Select(child => MappingBehind(child is IArgumentOperation argument ? argument.Value : child, depth + 1)).FirstOrDefault(found => found is not null),
            IConversionOperation { OperatorMethod: not null } conversion when IsWindow(conversion.Type) => MappingBehind(conversion.Operand, depth + 1),
            IPropertyReferenceOperation { Instance: { } instance } property when IsWindow(property.Type) || property.Property.RefKind != RefKind.None =>
                MappingBehind(instance, depth + 1),
            IImplicitIndexerReferenceOperation slice => MappingBehind(slice.Instance, depth + 1),
            IFieldReferenceOperation { Instance: { } instance } => MappingBehind(instance, depth + 1),
            ILocalReferenceOperation local when CanHold(local.Local) && member.Assignments.OnlyValueOf(local.Local) is { } value => MappingBehind(value, depth + 1),
            _ => null,
        };
    }

    /// <summary>Whether what a graph returns is the window, and not what it shows.</summary>
    internal static bool IsReturnedAsWindow(ControlFlowGraph graph, ISymbol owner, IOperation value)
    {
        IMethodSymbol? method = graph.OriginalOperation switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            ILocalFunctionOperation function => function.Symbol,
            _ => owner as IMethodSymbol,
        };
        return IsWindow(value.Type) || method is { ReturnsByRef: true } or { ReturnsByRefReadonly: true };
    }

    private static bool GivesWindow(IInvocationOperation call) => call.TargetMethod.ReturnsByRef || call.TargetMethod.ReturnsByRefReadonly || IsWindow(call.Type);

    private static bool IsWindow(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", Arity: 1 } named
        && IsOfFramework(named) && named.ContainingNamespace.Name == nameof(System);

    private static bool IsOfFramework(ISymbol symbol) => symbol.ContainingAssembly?.Name.StartsWith("System.", StringComparison.Ordinal) == true;
}
