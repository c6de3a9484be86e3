namespace DaxNative.Tests;

/// <summary>A B+-tree in persistent memory under an undo log: each operation is whole or not there, and durable when it returns.</summary>
internal sealed partial class BPlusTree
{
    private readonly TreeNodes _nodes;
    private readonly UndoLog _undo;
    private readonly TreeMistake _mistake;
    private readonly Lock _gate = new();

    private BPlusTree(PersistentMapping memory, TreeMistake mistake)
    {
        _mistake = mistake;
        _undo = new UndoLog(memory, mistake);
        _nodes = new TreeNodes(memory, _undo, mistake);
    }

    internal static BPlusTree Create(PersistentMapping memory, TreeMistake mistake = TreeMistake.None)
    {
        memory.Fill(0, memory.Length, 0);
        memory.StoreAtomic(UndoLog.GenerationOffset, 1);
        var tree = new BPlusTree(memory, mistake);
        tree._nodes.Root = tree._nodes.Allocate(isLeaf: true);
        tree.Commit();
        return tree;
    }

    internal static BPlusTree Recover(PersistentMapping memory, TreeMistake mistake = TreeMistake.None)
    {
        var tree = new BPlusTree(memory, mistake);
        tree._undo.Recover();
        return tree;
    }

    internal void Insert(long key, long value)
    {
        long outside = _nodes.Count;
        lock (_gate)
        {
            long count = _mistake == TreeMistake.CountOutsideLock ? outside : _nodes.Count;
            int root = _nodes.Root;
            if (InsertBelow(root, key, value) is { } split)
            {
                int above = _nodes.Allocate(isLeaf: false);
                _nodes.SetCountOf(above, 1);
                _nodes.Key(above, 0) = split.Key;
                _nodes.Child(above, 0) = root;
                _nodes.Child(above, 1) = split.Node;
                _nodes.Root = above;
            }

            _nodes.SetCount(count + 1);
            Commit();
        }
    }

    internal void Update(long key, long value)
    {
        lock (_gate)
        {
            (int leaf, int index) = Find(key);
            _nodes.Change(leaf, isLogged: _mistake != TreeMistake.ValueTornInPlace);
            (_nodes.First(leaf, index), _nodes.Second(leaf, index)) = (value, ~value);
            _nodes.Changed(leaf);
            Commit();
        }
    }

    internal void Delete(long key)
    {
        lock (_gate)
        {
            DeleteInside(key);
        }
    }

    /// <summary>Deletes the first key.</summary>
    /// <returns>The key; null if there is none.</returns>
    internal long? TakeFirst()
    {
        if (_mistake == TreeMistake.EmptinessOutsideLock && _nodes.Count == 0)
        {
            return null;
        }

        lock (_gate)
        {
            if (_mistake != TreeMistake.EmptinessOutsideLock && _nodes.Count == 0)
            {
                return null;
            }

            long key = _nodes.Key(FirstLeaf(), 0);
            DeleteInside(key);
            return key;
        }
    }

    internal long Lookup(long key)
    {
        if (_mistake == TreeMistake.ReadOutsideLock)
        {
            return LookupInside(key);
        }

        lock (_gate)
        {
            return LookupInside(key);
        }
    }

    private long LookupInside(long key)
    {
        (int leaf, int index) = Find(key);
        return _nodes.First(leaf, index);
    }

    private (int Leaf, int Index) Find(long key)
    {
        int node = _nodes.Root;
        while (!_nodes.IsLeaf(node))
        {
            node = (int)_nodes.Child(node, ChildIndex(node, key));
        }

        // A leaf that is wrong in its count is found by the check; here its keys are what they are.
        for (int i = 0; i < TreeNodes.Most; i++)
        {
            if (_nodes.Key(node, i) == key)
            {
                return (node, i);
            }
        }

        throw new StructureException($"There is no key {key}.");
    }

    private int ChildIndex(int node, long key)
    {
        int index = 0;
        while (index < _nodes.CountOf(node) && key >= _nodes.Key(node, index))
        {
            index++;
        }

        return index;
    }

    private int FirstLeaf()
    {
        int node = _nodes.Root;
        while (!_nodes.IsLeaf(node))
        {
            node = (int)_nodes.Child(node, 0);
        }

        return node;
    }

    private void Commit() => _undo.Commit(_nodes.StoreLate);
}
