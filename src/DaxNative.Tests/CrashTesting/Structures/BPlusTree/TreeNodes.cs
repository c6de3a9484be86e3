using System.Numerics;

namespace DaxNative.Tests;

/// <summary>The nodes of a tree in persistent memory, a line each for the root, the number of keys and the bitmap of used nodes.</summary>
/// <remarks>
/// A node has two lines: a word that says whether it is a leaf and how many keys it has, the next leaf, three keys, and from word 6 on values of two
/// words or the children.
/// </remarks>
internal sealed class TreeNodes(PersistentMapping memory, UndoLog undo, TreeMistake mistake)
{
    internal const int Most = 3;
    internal const int None = -1;

    private const long RootOffset = 0;
    private const long CountOffset = 64;
    private const long BitmapOffset = 128;
    private const int LineSize = 64;
    private const int NodeSize = 128;
    private const long LeafBit = 1L << 32;
    private const int KeyAt = 2;
    private const int ContentAt = 6;

    private readonly List<(long Offset, long Word)> _late = [];

    internal int NodeCount => (int)Math.Min(64, (memory.Length - UndoLog.EndOffset) / NodeSize);

    internal ulong Used => memory.ReadOnlyRef<ulong>(BitmapOffset);

    internal long Count => memory.ReadOnlyRef<long>(CountOffset);

    internal int Root
    {
        get => (int)memory.ReadOnlyRef<long>(RootOffset);
        set
        {
            undo.Change(RootOffset, LineSize, isLogged: mistake != TreeMistake.RootNotLogged);
            memory.Ref<long>(RootOffset) = value;
        }
    }

    internal void SetCount(long count)
    {
        undo.Change(CountOffset, LineSize);
        if (mistake == TreeMistake.CountOverwritten)
        {
            memory.Ref<long>(CountOffset) = -1;
        }

        memory.Ref<long>(CountOffset) = count;
    }

    internal int Allocate(bool isLeaf)
    {
        int node = BitOperations.TrailingZeroCount(~Used);
        if (node >= NodeCount)
        {
            throw new StructureException("No node is free.");
        }

        SetUsed(Used | (1UL << node), isLogged: mistake != TreeMistake.AllocationNotUndone);
        undo.Change(OffsetOf(node), NodeSize, isNew: true);
        Word(node, 0) = isLeaf ? LeafBit : 0;
        Word(node, 1) = None;
        return node;
    }

    internal void Free(int node) => SetUsed(Used & ~(1UL << node), isLogged: mistake != TreeMistake.FreedBeforeCommit);

    internal void Change(int node, bool isLogged = true) => undo.Change(OffsetOf(node), NodeSize, isLogged: isLogged);

    internal bool IsLeaf(int node) => (Word(node, 0) & LeafBit) != 0;

    internal int CountOf(int node) => (int)(Word(node, 0) & int.MaxValue);

    internal void SetCountOf(int node, int count, bool mayBeLate = false)
    {
        long word = (Word(node, 0) & LeafBit) | (uint)count;
        if (mayBeLate && mistake == TreeMistake.CountStoredAfterFlush)
        {
            _late.Add((OffsetOf(node), word));
            return;
        }

        Word(node, 0) = word;
    }

    internal void StoreLate()
    {
        _late.ForEach(late => memory.Ref<long>(late.Offset) = late.Word);
        _late.Clear();
    }

    /// <summary>Persists a node that was changed, which the commit does too.</summary>
    internal void Changed(int node)
    {
        if (mistake == TreeMistake.NodePersistedTwice)
        {
            memory.Persist(OffsetOf(node), NodeSize);
        }
    }

    internal ref long NextOf(int node) => ref Word(node, 1);

    internal ref long Key(int node, int index) => ref Word(node, KeyAt + index);

    internal ref long Child(int node, int index) => ref Word(node, ContentAt + index);

    internal ref long First(int node, int index) => ref Word(node, ContentAt + (2 * index));

    internal ref long Second(int node, int index) => ref Word(node, ContentAt + (2 * index) + 1);

    private void SetUsed(ulong used, bool isLogged)
    {
        undo.Change(BitmapOffset, LineSize, isLogged: isLogged);
        memory.Ref<ulong>(BitmapOffset) = used;
        if (!isLogged || mistake == TreeMistake.BitmapDrainedAlone)
        {
            memory.Persist(BitmapOffset, sizeof(long));
        }
    }

    private ref long Word(int node, int word) => ref memory.Ref<long>(OffsetOf(node) + (sizeof(long) * word));

    private long OffsetOf(int node) => node >= 0 && node < NodeCount
        ? UndoLog.EndOffset + ((long)node * NodeSize)
        : throw new StructureException($"There is no node {node}.");
}
