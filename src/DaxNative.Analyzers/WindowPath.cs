using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>Follows the paths behind the place where a window came to be. A path is marked when its mapping was disposed.</summary>
internal sealed class WindowPath
{
    private readonly LibraryTypes _types;
    private readonly Member _member;
    private readonly ILocalSymbol? _local;
    private readonly IOperation? _returned;
    private readonly HashSet<IOperation> _uses = [];

    /// <summary>Of a window that a local holds.</summary>
    internal WindowPath(LibraryTypes types, Member member, ISymbol mapping, ILocalSymbol local)
        : this(types, member, mapping) => _local = local;

    /// <summary>Of a window that is returned: what is disposed on the way out is disposed before the caller has it.</summary>
    internal WindowPath(LibraryTypes types, Member member, ISymbol mapping, IOperation returned)
        : this(types, member, mapping) => _returned = returned;

    private WindowPath(LibraryTypes types, Member member, ISymbol mapping)
    {
        _types = types;
        _member = member;
        Mapping = mapping;
    }

    internal ISymbol Mapping { get; }

    internal bool IsReturned => _returned is not null;

    internal IEnumerable<IOperation> UsesAfterDispose => _uses;

    /// <summary>Whether an assignment to a local gives it another window, and does not store through the one that it is.</summary>
    internal static bool IsWhole(ILocalReferenceOperation target) =>
        target.Parent is ISimpleAssignmentOperation assignment && assignment.Target == target && (assignment.IsRef || target.Local.RefKind == RefKind.None);

    internal bool Step(IOperation operation, ref bool isDisposed)
    {
        if (operation is ISimpleAssignmentOperation assignment && Replaces(assignment.Target))
        {
            return false;
        }

        if (operation is IInvocationOperation call && LibraryTypes.IsDispose(call.TargetMethod) && _types.ReceiverOf(call) is { } receiver && IsMapping(receiver))
        {
            isDisposed = true;
            if (_returned is not null)
            {
                _uses.Add(_returned);
            }
        }

        if (!isDisposed || operation is not ILocalReferenceOperation use || !IsUse(use))
        {
            return true;
        }

        if (!IsExcluded(use))
        {
            _uses.Add(use);
        }

        return false;
    }

    // From here on the local is another window, or the variable another mapping.
    private bool Replaces(IOperation target) =>
        (target is ILocalReferenceOperation local && IsWhole(local) && Is(local.Local, _local))
        || (target.ReferencedSymbol() is { } variable && Is(variable, Mapping));

    private bool IsMapping(IOperation receiver) => _types.IsMapping(receiver.Type) && _member.Origins.Of(receiver) is { } origin && Is(origin.Symbol, Mapping);

    // The mapping is disposed under one condition, and the window used under another that reads the same: who has one may not have both.
    private bool IsExcluded(IOperation use) =>
        _member.Operations.OfType<IInvocationOperation>().Any(call => LibraryTypes.IsDispose(call.TargetMethod)
            && _member.Guards.Any(guard => guard.Encloses(call) && !guard.Encloses(use) && guard.IsSharedBy(_member.Guards, use, call)));

    // A length is known without the memory.
    private bool IsUse(ILocalReferenceOperation use) =>
        Is(use.Local, _local) && !IsWhole(use) && use.Parent is not IPropertyReferenceOperation { Property.Name: "Length" or "IsEmpty" };

    private static bool Is(ISymbol symbol, ISymbol? other) => SymbolEqualityComparer.Default.Equals(symbol, other);
}
