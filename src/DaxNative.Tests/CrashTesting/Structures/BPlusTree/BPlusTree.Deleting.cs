namespace DaxNative.Tests;

// Deletion: a leaf goes when it is empty, an inner node when it has no child, and a root of one child gives way to it.
internal sealed partial class BPlusTree
{
    private void DeleteInside(long key)
    {
        DeleteBelow(_nodes.Root, key, isRoot: true);
        while (_nodes.Root is var root && !_nodes.IsLeaf(root) && _nodes.CountOf(root) == 0)
        {
            _nodes.Root = (int)_nodes.Child(root, 0);
            _nodes.Free(root);
        }

        _nodes.SetCount(_nodes.Count - 1);
        Commit();
    }

    // Whether the node is empty, and free.
    private bool DeleteBelow(int node, long key, bool isRoot = false)
    {
        if (_nodes.IsLeaf(node))
        {
            return DeleteFromLeaf(node, key, isRoot);
        }

        int index = ChildIndex(node, key);
        if (!DeleteBelow((int)_nodes.Child(node, index), key))
        {
            return false;
        }

        int count = _nodes.CountOf(node);
        if (count == 0)
        {
            _nodes.Free(node);
            return true;
        }

        _nodes.Change(node);
        long[] keys = [.. Enumerable.Range(0, count).Where(i => i != Math.Max(index - 1, 0)).Select(i => _nodes.Key(node, i))];
        long[] children = [.. Enumerable.Range(0, count + 1).Where(i => i != index).Select(i => _nodes.Child(node, i))];
        PutInner(node, keys, children);
        return false;
    }

    private bool DeleteFromLeaf(int leaf, long key, bool isRoot)
    {
        int index = Find(key).Index;
        int count = _nodes.CountOf(leaf);
        if (count == 1 && !isRoot)
        {
            Unlink(leaf);
            _nodes.Free(leaf);
            return true;
        }

        _nodes.Change(leaf);
        for (int i = index; i + 1 < count; i++)
        {
            CopyItem(leaf, i + 1, leaf, i);
        }

        _nodes.SetCountOf(leaf, Math.Max(0, count - 1), mayBeLate: true);
        _nodes.Changed(leaf);
        return false;
    }

    private void Unlink(int leaf)
    {
        for (int left = FirstLeaf(); left != TreeNodes.None && left != leaf; left = (int)_nodes.NextOf(left))
        {
            if (_nodes.NextOf(left) == leaf)
            {
                _nodes.Change(left, isLogged: _mistake != TreeMistake.SiblingNotLogged);
                _nodes.NextOf(left) = _nodes.NextOf(leaf);
            }
        }
    }
}
