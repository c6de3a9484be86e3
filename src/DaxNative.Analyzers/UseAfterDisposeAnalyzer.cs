using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>Reports a window into a mapping that is used, or returned, after the mapping was disposed (DAX002).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UseAfterDisposeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.UseAfterDispose);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (LibraryTypes.In(start.Compilation) is { } types)
            {
                start.RegisterOperationBlockAction(block => Analyze(block, types));
            }
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, LibraryTypes types)
    {
        var reported = new HashSet<IOperation>();
        foreach (Member member in Member.In(context, types, operation => Windows.IsAccess(types, operation)))
        {
            var windows = new Windows(types, member);
            foreach (ControlFlowGraph graph in member.Graphs)
            {
                foreach (BasicBlock block in graph.Blocks.Where(block => block.IsReachable))
                {
                    foreach (WindowPath path in Paths(context.OwningSymbol, types, member, windows, graph, block))
                    {
                        Report(context, path, reported);
                    }
                }
            }
        }
    }

    // A path begins where a local becomes a window, and where one is returned.
    private static IEnumerable<WindowPath> Paths(
        ISymbol owner, LibraryTypes types, Member member, Windows windows, ControlFlowGraph graph, BasicBlock block)
    {
        IReadOnlyList<IOperation> operations = block.InOrder();
        for (int i = 0; i < operations.Count; i++)
        {
            if (operations[i] is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } target } assignment
                && Windows.CanHold(local) && WindowPath.IsWhole(target) && windows.MappingBehind(assignment.Value) is { } mapping && !windows.ArePinned(mapping))
            {
                var path = new WindowPath(types, member, mapping, local);
                new PathWalk(graph, path.Step).From(block, i + 1);
                yield return path;
            }
        }

        if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is { } value && windows.MappingBehind(value) is { } returned
            && Windows.IsReturnedAsWindow(graph, owner, value))
        {
            var path = new WindowPath(types, member, returned, value);
            new PathWalk(graph, path.Step).From(block, operations.Count);
            yield return path;
        }
    }

    private static void Report(OperationBlockAnalysisContext context, WindowPath path, HashSet<IOperation> reported)
    {
        foreach (IOperation use in path.UsesAfterDispose.Where(reported.Add))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.UseAfterDispose,
                use.Syntax.GetLocation(),
                use.Syntax.ToString(),
                path.Mapping.Name,
                path.IsReturned
                    ? "before the caller gets it; let the caller dispose of the mapping, or return a copy"
                    : "on a path that leads here; use it before Dispose, or copy what is needed"));
        }
    }
}
