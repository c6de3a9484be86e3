using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace DaxNative.Analyzers;

/// <summary>A condition, and the code that is executed only where it allows: an if, a loop, a switch, a <c>?.</c>.</summary>
internal sealed class Guard
{
    private readonly TextSpan _whole;
    private readonly ImmutableHashSet<ISymbol> _reads;

    private Guard(IOperation whole, IOperation condition, bool isLoop)
    {
        _whole = whole.Syntax.Span;
        Condition = condition.Syntax.Span;
        IsLoop = isLoop;
        _reads = condition.DescendantsAndSelf()
            .Select(operation => operation.ReferencedSymbol())
            .OfType<ISymbol>()
            .ToImmutableHashSet(SymbolEqualityComparer.Default);
    }

    /// <summary>Where the condition is in the source.</summary>
    internal TextSpan Condition { get; }

    internal bool IsLoop { get; }

    internal static IReadOnlyList<Guard> In(IEnumerable<IOperation> operations) => [.. operations.Select(Of).OfType<Guard>()];

    /// <summary>Whether something is in the condition or in the code behind it.</summary>
    internal bool Encloses(IOperation operation) => _whole.Contains(operation.Syntax.Span);

    internal bool Reads(ISymbol symbol) => _reads.Contains(symbol);

    internal bool ReadsAny(Func<ISymbol, bool> symbol) => _reads.Any(symbol);

    /// <summary>Whether a condition around one operation, and not around the other, reads something that this one reads too.</summary>
    internal bool IsSharedBy(IReadOnlyList<Guard> guards, IOperation one, IOperation other) =>
        guards.Any(guard => guard.Encloses(one) && !guard.Encloses(other) && guard._reads.Overlaps(_reads));

    private static Guard? Of(IOperation operation) => operation switch
    {
        IConditionalOperation conditional => new Guard(conditional, conditional.Condition, isLoop: false),
        IConditionalAccessOperation access => new Guard(access, access.Operation, isLoop: false),
        ISwitchOperation cases => new Guard(cases, cases.Value, isLoop: false),
        ISwitchExpressionOperation arms => new Guard(arms, arms.Value, isLoop: false),
        IForEachLoopOperation loop => new Guard(loop, loop.Collection, isLoop: true),
        IForLoopOperation { Condition: { } condition } loop => new Guard(loop, condition, isLoop: true),
        IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } loop => new Guard(loop, condition, isLoop: true),
        _ => null,
    };
}
