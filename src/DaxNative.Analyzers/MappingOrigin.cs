using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>The variable that holds a mapping, and whether it holds the same one throughout the member.</summary>
internal readonly struct MappingOrigin(ISymbol symbol, bool isFixed)
{
    internal ISymbol Symbol { get; } = symbol;

    internal bool IsFixed { get; } = isFixed;

    /// <summary>Whether two are surely different mappings: two variables of one kind. A parameter may be what a field holds.</summary>
    internal static bool AreDifferent(MappingOrigin? one, MappingOrigin? other) =>
        one is { IsFixed: true } && other is { IsFixed: true }
        && one.Value.Symbol.Kind == other.Value.Symbol.Kind
        && !SymbolEqualityComparer.Default.Equals(one.Value.Symbol, other.Value.Symbol);
}

/// <summary>Finds the mapping that an expression is, or that a buffer or a batch belongs to.</summary>
internal sealed class MappingOrigins(LibraryTypes types, Assignments assignments)
{
    // Only of a variable that is assigned once more than this many times over.
    private const int Deepest = 16;

    private readonly Dictionary<CaptureId, IOperation?> _captures = [];

    /// <summary>Takes in what a graph keeps for later, as the mapping of a using statement.</summary>
    internal void Add(ControlFlowGraph graph)
    {
        foreach (IFlowCaptureOperation capture in graph.Blocks.SelectMany(block => block.InOrder()).OfType<IFlowCaptureOperation>())
        {
            _captures[capture.Id] = _captures.ContainsKey(capture.Id) ? null : capture.Value;
        }
    }

    internal IOperation WithoutCaptures(IOperation operation)
    {
        operation = operation.WithoutConversions();
        while (operation is IFlowCaptureReferenceOperation reference && _captures.TryGetValue(reference.Id, out IOperation? value) && value is not null)
        {
            operation = value.WithoutConversions();
        }

        return operation;
    }

    /// <summary>Null where it is not known.</summary>
    internal MappingOrigin? Of(IOperation expression) => Of(expression, 0);

    private MappingOrigin? Of(IOperation expression, int depth)
    {
        expression = WithoutCaptures(expression);
        return expression switch
        {
            _ when depth > Deepest => null,
            IInvocationOperation call when types.ReceiverOf(call) is { } receiver && types.IsMemory(call.Type) => Of(receiver, depth + 1),
            ILocalReferenceOperation local => OfLocal(local, depth),
            _ when !types.IsMapping(expression.Type) => null,
            IParameterReferenceOperation parameter => Variable(parameter.Parameter, assignments.CountOf(parameter.Parameter) == 0),
            IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => Variable(field.Field, assignments.CountOf(field.Field) == 0),
            _ => null,
        };
    }

    // A local that is assigned once is what it is assigned: another variable, the mapping of a buffer, or a mapping of its own.
    private MappingOrigin? OfLocal(ILocalReferenceOperation local, int depth)
    {
        bool isMapping = types.IsMapping(local.Type);
        IOperation? value = assignments.OnlyValueOf(local.Local) is { } only ? WithoutCaptures(only) : null;
        bool isOwn = isMapping && value is IInvocationOperation or IObjectCreationOperation or IAwaitOperation;
        if (value is not null && !isOwn && Of(value, depth + 1) is { IsFixed: true } origin)
        {
            return origin;
        }

        return isMapping ? Variable(local.Local, isOwn) : null;
    }

    private static MappingOrigin Variable(ISymbol symbol, bool isFixed) => new(symbol, isFixed);
}
