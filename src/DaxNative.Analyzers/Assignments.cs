using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>What a member assigns, its lambdas and local functions included.</summary>
internal sealed class Assignments
{
    private readonly Dictionary<ISymbol, List<IOperation?>> _values = new(SymbolEqualityComparer.Default);

    internal Assignments(IEnumerable<IOperation> operations)
    {
        foreach (IOperation operation in operations)
        {
            Add(operation);
        }
    }

    internal int CountOf(ISymbol symbol) => _values.TryGetValue(symbol, out List<IOperation?>? values) ? values.Count : 0;

    /// <summary>The value of what is assigned once; null where there are more, or what is assigned is no expression.</summary>
    internal IOperation? OnlyValueOf(ISymbol symbol) => CountOf(symbol) == 1 ? _values[symbol][0] : null;

    private void Add(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator:
                if (declarator.GetVariableInitializer() is { } initializer)
                {
                    Add(declarator.Symbol, initializer.Value);
                }

                break;
            case ISimpleAssignmentOperation { Target: var target } assignment when assignment.IsRef || !IsRefLocal(target):
                Add(target, assignment.Value);
                break;
            case ICoalesceAssignmentOperation assignment:
                Add(assignment.Target, null);
                break;
            case ICompoundAssignmentOperation assignment:
                Add(assignment.Target, null);
                break;
            case IIncrementOrDecrementOperation increment:
                Add(increment.Target, null);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument:
                Add(argument.Value, null);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                foreach (IOperation part in deconstruction.Target.DescendantsAndSelf())
                {
                    Add(part, null);
                }

                break;
            default:
                break;
        }
    }

    private void Add(IOperation target, IOperation? value)
    {
        if (target is IDeclarationExpressionOperation declaration)
        {
            target = declaration.Expression;
        }

        if (target.ReferencedSymbol() is { } symbol)
        {
            Add(symbol, value);
        }
    }

    private void Add(ISymbol symbol, IOperation? value)
    {
        if (!_values.TryGetValue(symbol, out List<IOperation?>? values))
        {
            _values.Add(symbol, values = []);
        }

        values.Add(value);
    }

    private static bool IsRefLocal(IOperation target) => target is ILocalReferenceOperation { Local.RefKind: not RefKind.None };
}
