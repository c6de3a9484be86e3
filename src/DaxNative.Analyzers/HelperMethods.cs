using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>
/// Holds back what was found in the private methods of a type until all of the type was seen: a helper is left alone where a method
/// drains that calls it, or that calls its caller.
/// </summary>
internal sealed class HelperMethods(LibraryTypes types)
{
    private readonly ConcurrentBag<(ISymbol Method, Diagnostic Found)> _held = [];
    private readonly ConcurrentBag<(ISymbol Helper, ISymbol Caller)> _calls = [];
    private readonly ConcurrentBag<ISymbol> _draining = [];

    internal static bool IsHelper(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private };

    internal void Hold(ISymbol helper, Diagnostic found) => _held.Add((helper, found));

    /// <summary>Notes which helpers a member calls, and whether it drains.</summary>
    internal void Note(ISymbol member, ImmutableArray<IOperation> blocks)
    {
        foreach (IOperation operation in blocks.SelectMany(block => block.Descendants()))
        {
            IMethodSymbol? called = operation switch
            {
                IInvocationOperation call => call.TargetMethod,
                IMethodReferenceOperation reference => reference.Method,
                _ => null,
            };
            if (called is not null && IsHelper(called))
            {
                _calls.Add((called.OriginalDefinition, member));
            }

            if (operation is IInvocationOperation drain && types.EffectOf(drain) is not (DurabilityEffect.None or DurabilityEffect.Flush))
            {
                _draining.Add(member);
            }
        }
    }

    internal void ReportRest(SymbolAnalysisContext context)
    {
        ILookup<ISymbol, ISymbol> helpersOf = _calls.ToLookup(call => call.Caller, call => call.Helper, SymbolEqualityComparer.Default);
        var covered = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<ISymbol>(_draining.SelectMany(member => helpersOf[member]));
        while (open.Count > 0)
        {
            ISymbol helper = open.Pop();
            if (covered.Add(helper))
            {
                foreach (ISymbol next in helpersOf[helper])
                {
                    open.Push(next);
                }
            }
        }

        foreach ((ISymbol _, Diagnostic found) in _held.Where(held => !covered.Contains(held.Method)))
        {
            context.ReportDiagnostic(found);
        }
    }
}
