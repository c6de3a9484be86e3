using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace DaxNative.Analyzers;

/// <summary>What in a member drains a flush.</summary>
internal sealed class Drains(LibraryTypes types, Reach reach, Member member)
{
    internal MappingOrigin? OriginOf(IInvocationOperation call) => types.ReceiverOf(call) is { } receiver ? member.Origins.Of(receiver) : null;

    /// <summary>What an operation does to a flush of a mapping; <see cref="DurabilityEffect.Either"/> where other code may drain it.</summary>
    internal DurabilityEffect EffectOf(IOperation operation, MappingOrigin? flushed)
    {
        if (operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } local)
        {
            return DrainsWithin(local.TargetMethod, flushed) ? DurabilityEffect.Either : DurabilityEffect.None;
        }

        if (operation is IInvocationOperation call && types.EffectOf(call) is not (DurabilityEffect.None or DurabilityEffect.Flush) and var effect)
        {
            return MappingOrigin.AreDifferent(flushed, OriginOf(call)) ? DurabilityEffect.None : effect;
        }

        return reach.MayDrain(operation, member.Origins) ? DurabilityEffect.Either : DurabilityEffect.None;
    }

    // What a local function drains is seen where it is called; one that it calls in its turn may drain anything.
    private bool DrainsWithin(IMethodSymbol function, MappingOrigin? flushed) => member.Operations.OfType<ILocalFunctionOperation>()
        .Where(declared => SymbolEqualityComparer.Default.Equals(declared.Symbol, function.OriginalDefinition))
        .SelectMany(declared => declared.Descendants())
        .Any(operation => operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } || EffectOf(operation, flushed) != DurabilityEffect.None);

    /// <summary>
    /// The conditions that decide whether a flush is drained, and know whether it was made. A path that comes to one of them counts as
    /// drained: it would take a proof to tell that it is not.
    /// </summary>
    internal IReadOnlyList<TextSpan> ConditionsFor(IInvocationOperation flush, MappingOrigin? flushed) =>
    [
        .. from drain in member.Operations
           where EffectOf(drain, flushed) != DurabilityEffect.None
           from guard in member.Guards
           where guard.Encloses(drain) && !guard.Encloses(flush) && Knows(guard, drain, flush)
           select guard.Condition,
    ];

    private bool Knows(Guard guard, IOperation drain, IInvocationOperation flush)
    {
        if (guard.IsSharedBy(member.Guards, flush, drain))
        {
            return true;
        }

        bool readsMapping = drain is IInvocationOperation call && OriginOf(call) is { } origin && guard.Reads(origin.Symbol);
        return !guard.IsLoop && (readsMapping || guard.ReadsAny(IsKept));
    }

    // What the member keeps about its own work: a flag or a count that it sets again.
    private bool IsKept(ISymbol symbol) => member.Assignments.CountOf(symbol) >= (symbol.Kind == SymbolKind.Local ? 2 : 1);
}
