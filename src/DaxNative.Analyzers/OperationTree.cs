using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>Ways through trees of operations.</summary>
internal static class OperationTree
{
    internal static IOperation WithoutConversions(this IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    /// <summary>The local, parameter, field or property that an operation reads or writes.</summary>
    internal static ISymbol? ReferencedSymbol(this IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Field.IsConst: false } field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    /// <summary>Whether it is a call of a method that only throws or ends the process.</summary>
    internal static bool NeverReturns(this IOperation operation) => operation is IInvocationOperation call
        && call.TargetMethod.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute");

    /// <summary>The operations of a basic block in the order in which they are executed: a call after its arguments.</summary>
    internal static IReadOnlyList<IOperation> InOrder(this BasicBlock block)
    {
        var order = new List<IOperation>();
        foreach (IOperation operation in block.Operations)
        {
            Append(operation, order);
        }

        if (block.BranchValue is { } value)
        {
            Append(value, order);
        }

        return order;
    }

    /// <summary>A graph and those of its lambdas and local functions.</summary>
    internal static IEnumerable<ControlFlowGraph> WithNested(this ControlFlowGraph graph, CancellationToken cancellation)
    {
        yield return graph;
        IEnumerable<ControlFlowGraph> local = graph.LocalFunctions.Select(function => graph.GetLocalFunctionControlFlowGraph(function, cancellation));
        IEnumerable<ControlFlowGraph> anonymous = graph.Blocks
            .SelectMany(block => block.InOrder().OfType<IFlowAnonymousFunctionOperation>())
            .Select(function => graph.GetAnonymousFunctionControlFlowGraph(function, cancellation));
        foreach (ControlFlowGraph nested in local.Concat(anonymous).SelectMany(inner => inner.WithNested(cancellation)))
        {
            yield return nested;
        }
    }

    private static void Append(IOperation operation, List<IOperation> order)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            Append(child, order);
        }

        order.Add(operation);
    }
}
