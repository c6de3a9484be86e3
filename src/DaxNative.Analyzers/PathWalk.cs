using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>
/// Walks every path of a graph from a point to the normal end of the method, through the finally blocks that lie on it. A path
/// ends where something is thrown: what is thrown is not followed into a catch.
/// </summary>
internal sealed class PathWalk
{
    private readonly ControlFlowGraph _graph;
    private readonly Step _step;
    private readonly IReadOnlyList<IOperation>?[] _operations;
    private readonly Dictionary<(ControlFlowBranch Branch, int Region, Continuation? Behind), Continuation> _continuations = [];
    private readonly HashSet<(int Block, Continuation? Behind, bool IsMarked)> _seen = [];
    private readonly Stack<(BasicBlock Block, Continuation? Behind, bool IsMarked)> _open = new();
    private Action<bool>? _atEnd;

    internal PathWalk(ControlFlowGraph graph, Step step)
    {
        _graph = graph;
        _step = step;
        _operations = new IReadOnlyList<IOperation>?[graph.Blocks.Length];
    }

    /// <summary>Looks at one operation of a path.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isMarked">The path's mark: what the caller wants to remember of it.</param>
    /// <returns>Whether the path goes on.</returns>
    internal delegate bool Step(IOperation operation, ref bool isMarked);

    /// <summary>Walks on behind an operation of a block; the path has no mark there.</summary>
    /// <param name="block">The block.</param>
    /// <param name="from">The index of the first operation to look at, in <see cref="OperationTree.InOrder"/>.</param>
    /// <param name="atEnd">Called for a path that reaches the normal end, with its mark; null where that does not matter.</param>
    internal void From(BasicBlock block, int from, Action<bool>? atEnd = null)
    {
        _atEnd = atEnd;
        _seen.Clear();

        foreach (Continuation? behind in ContinuationsOf(block))
        {
            Visit(block, from, behind, isMarked: false);
        }

        while (_open.Count > 0)
        {
            (BasicBlock next, Continuation? behind, bool isMarked) = _open.Pop();
            Visit(next, 0, behind, isMarked);
        }
    }

    // Where a walk begins in a finally, it goes on to wherever a branch through that finally leads.
    private IEnumerable<Continuation?> ContinuationsOf(BasicBlock block)
    {
        if (FinallyAround(block) is not { } region)
        {
            return [null];
        }

        return from source in _graph.Blocks
               from branch in new[] { source.ConditionalSuccessor, source.FallThroughSuccessor }
               where branch?.Destination is not null && branch.FinallyRegions.Contains(region)
               from outer in ContinuationsOf(source)
               select Continue(branch, branch.FinallyRegions.IndexOf(region), outer);
    }

    private void Visit(BasicBlock block, int from, Continuation? behind, bool isMarked)
    {
        IReadOnlyList<IOperation> operations = _operations[block.Ordinal] ??= block.InOrder();
        for (int i = from; i < operations.Count; i++)
        {
            if (!_step(operations[i], ref isMarked) || operations[i].NeverReturns())
            {
                return;
            }
        }

        bool? condition = KnownCondition(block);
        if (condition != false)
        {
            Follow(block.ConditionalSuccessor, behind, isMarked);
        }

        if (condition != true)
        {
            Follow(block.FallThroughSuccessor, behind, isMarked);
        }
    }

    // Whether the block's conditional branch is taken: a constant, or the check of a using statement that there is something to dispose of.
    private static bool? KnownCondition(BasicBlock block)
    {
        bool isTakenWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        return block.BranchValue switch
        {
            _ when block.ConditionKind == ControlFlowConditionKind.None => null,
            { ConstantValue.Value: bool value } => value == isTakenWhen,
            IIsNullOperation { IsImplicit: true } when FinallyAround(block) is not null => !isTakenWhen,
            _ => null,
        };
    }

    private void Follow(ControlFlowBranch? branch, Continuation? behind, bool isMarked)
    {
        if (branch is null)
        {
            return;
        }

        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
        {
            // The end of a finally: on to the next one, or to where the branch through it leads.
            if (behind is not null)
            {
                Enter(behind.Branch, behind.Region + 1, behind.Behind, isMarked);
            }
        }
        else if (branch.Destination is not null)
        {
            Enter(branch, 0, behind, isMarked);
        }
    }

    private void Enter(ControlFlowBranch branch, int region, Continuation? behind, bool isMarked)
    {
        if (region < branch.FinallyRegions.Length)
        {
            Open(_graph.Blocks[branch.FinallyRegions[region].FirstBlockOrdinal], Continue(branch, region, behind), isMarked);
        }
        else if (branch.Destination!.Kind == BasicBlockKind.Exit)
        {
            _atEnd?.Invoke(isMarked);
        }
        else
        {
            Open(branch.Destination, behind, isMarked);
        }
    }

    private void Open(BasicBlock block, Continuation? behind, bool isMarked)
    {
        if (_seen.Add((block.Ordinal, behind, isMarked)))
        {
            _open.Push((block, behind, isMarked));
        }
    }

    private static ControlFlowRegion? FinallyAround(BasicBlock block)
    {
        ControlFlowRegion? region = block.EnclosingRegion;
        while (region is not null && region.Kind != ControlFlowRegionKind.Finally)
        {
            region = region.EnclosingRegion;
        }

        return region;
    }

    // One object for each place, so that a state that was seen is recognised.
    private Continuation Continue(ControlFlowBranch branch, int region, Continuation? behind)
    {
        if (!_continuations.TryGetValue((branch, region, behind), out Continuation? known))
        {
            known = new Continuation(branch, region, behind);
            _continuations.Add((branch, region, behind), known);
        }

        return known;
    }

    /// <summary>Where a path goes on behind the finally that it is in.</summary>
    private sealed class Continuation(ControlFlowBranch branch, int region, Continuation? behind)
    {
        internal ControlFlowBranch Branch { get; } = branch;

        internal int Region { get; } = region;

        internal Continuation? Behind { get; } = behind;
    }
}
