using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>The code of a method, a constructor, an accessor or an initializer.</summary>
internal sealed class Member
{
    private Member(LibraryTypes types, IOperation root, ControlFlowGraph graph, CancellationToken cancellation)
    {
        Operations = [.. root.DescendantsAndSelf()];
        Graphs = [.. graph.WithNested(cancellation)];
        Guards = Guard.In(Operations);
        Assignments = new Assignments(Operations);
        Origins = new MappingOrigins(types, Assignments);
        foreach (ControlFlowGraph nested in Graphs)
        {
            Origins.Add(nested);
        }
    }

    /// <summary>Everything in the order of the source.</summary>
    internal IReadOnlyList<IOperation> Operations { get; }

    /// <summary>The graph of the member, and those of its lambdas and local functions.</summary>
    internal IReadOnlyList<ControlFlowGraph> Graphs { get; }

    internal IReadOnlyList<Guard> Guards { get; }

    internal Assignments Assignments { get; }

    internal MappingOrigins Origins { get; }

    /// <summary>The members of a block of operations in which something of interest is done.</summary>
    internal static IEnumerable<Member> In(OperationBlockAnalysisContext context, LibraryTypes types, Func<IOperation, bool> isOfInterest) =>
        from block in context.OperationBlocks
        group block by Root(block) into blocks
        where HasGraph(blocks.Key) && blocks.Key.Descendants().Any(isOfInterest)
        select new Member(types, blocks.Key, context.GetControlFlowGraph(blocks.First()), context.CancellationToken);

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    private static bool HasGraph(IOperation root) => root.Kind is OperationKind.MethodBody or OperationKind.ConstructorBody or OperationKind.Block
        or OperationKind.FieldInitializer or OperationKind.PropertyInitializer or OperationKind.ParameterInitializer;
}
