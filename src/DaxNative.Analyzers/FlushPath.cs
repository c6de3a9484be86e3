using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace DaxNative.Analyzers;

/// <summary>Follows the paths behind one flush. A path is marked when it has come past an await.</summary>
internal sealed class FlushPath
{
    private readonly Drains _drains;
    private readonly MappingOrigin? _flushed;
    private readonly IReadOnlyList<TextSpan> _conditions;

    internal FlushPath(Drains drains, IInvocationOperation flush)
    {
        _drains = drains;
        _flushed = drains.OriginOf(flush);
        _conditions = drains.ConditionsFor(flush, _flushed);
    }

    internal bool EndsWithoutDrain { get; private set; }

    internal bool DrainsBehindAwait { get; private set; }

    internal bool Step(IOperation operation, ref bool isBehindAwait)
    {
        DurabilityEffect effect = _drains.EffectOf(operation, _flushed);
        DrainsBehindAwait |= isBehindAwait && effect == DurabilityEffect.Drain;
        isBehindAwait |= operation is IAwaitOperation;
        return effect == DurabilityEffect.None && !_conditions.Any(condition => condition.Contains(operation.Syntax.Span));
    }

    internal void End(bool isBehindAwait) => EndsWithoutDrain = true;
}
