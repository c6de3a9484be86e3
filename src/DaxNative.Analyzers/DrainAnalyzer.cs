using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>Reports a flush that no drain follows (DAX001), or only one behind an await (DAX003).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DrainAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] s_leavingWords = ["Flush", "NoDrain", "Deferred"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rules.FlushWithoutDrain, Rules.DrainAfterAwait);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (LibraryTypes.In(start.Compilation) is { } types)
            {
                var reach = new Reach(types, start.Compilation.Assembly);
                start.RegisterSymbolStartAction(type => Begin(type, types, reach), SymbolKind.NamedType);
            }
        });
    }

    private static void Begin(SymbolStartAnalysisContext context, LibraryTypes types, Reach reach)
    {
        var helpers = new HelperMethods(types);
        context.RegisterOperationBlockAction(block => Analyze(block, types, reach, helpers));
        context.RegisterSymbolEndAction(helpers.ReportRest);
    }

    private static void Analyze(OperationBlockAnalysisContext context, LibraryTypes types, Reach reach, HelperMethods helpers)
    {
        helpers.Note(context.OwningSymbol, context.OperationBlocks);
        foreach (Member member in Member.In(context, types, operation => IsFlush(types, operation)))
        {
            var drains = new Drains(types, reach, member);
            foreach (ControlFlowGraph graph in member.Graphs)
            {
                bool endsMember = graph.OriginalOperation is not (IAnonymousFunctionOperation or ILocalFunctionOperation);
                Analyze(context, types, helpers, drains, graph, endsMember && !LeavesDrainToCaller(types, context.OwningSymbol));
            }
        }
    }

    private static void Analyze(OperationBlockAnalysisContext context, LibraryTypes types, HelperMethods helpers, Drains drains, ControlFlowGraph graph, bool mustDrain)
    {
        foreach (BasicBlock block in graph.Blocks.Where(block => block.IsReachable))
        {
            IReadOnlyList<IOperation> operations = block.InOrder();
            for (int i = 0; i < operations.Count; i++)
            {
                if (operations[i] is IInvocationOperation flush && IsFlush(types, flush))
                {
                    var path = new FlushPath(drains, flush);
                    new PathWalk(graph, path.Step).From(block, i + 1, path.End);
                    Report(context, types, helpers, flush, path, mustDrain);
                }
            }
        }
    }

    private static void Report(OperationBlockAnalysisContext context, LibraryTypes types, HelperMethods helpers, IInvocationOperation flush, FlushPath path, bool mustDrain)
    {
        Location location = flush.Syntax.GetLocation();
        if (path.EndsWithoutDrain && mustDrain)
        {
            var found = Diagnostic.Create(Rules.FlushWithoutDrain, location, types.NameOf(flush), NameOf(context.OwningSymbol), types.RemedyOf(flush));
            if (HelperMethods.IsHelper(context.OwningSymbol))
            {
                helpers.Hold(context.OwningSymbol, found);
            }
            else
            {
                context.ReportDiagnostic(found);
            }
        }

        if (path.DrainsBehindAwait)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.DrainAfterAwait, location, types.NameOf(flush)));
        }
    }

    // As the source has it: a property and not its accessor, a type and not .ctor, Main and not <Main>$.
    private static string NameOf(ISymbol member) => member switch
    {
        IMethodSymbol { AssociatedSymbol: { } property } => property.Name,
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => member.ContainingType.Name,
        _ => member.Name.Trim('<', '>', '$'),
    };

    private static bool IsFlush(LibraryTypes types, IOperation operation) =>
        operation is IInvocationOperation call && types.EffectOf(call) == DurabilityEffect.Flush;

    // Says so by its name, or leaves it to an option of its own.
    private static bool LeavesDrainToCaller(LibraryTypes types, ISymbol member) =>
        s_leavingWords.Any(word => member.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
        || (member is IMethodSymbol method && method.Parameters.Any(parameter => types.IsOptions(parameter.Type)));
}
