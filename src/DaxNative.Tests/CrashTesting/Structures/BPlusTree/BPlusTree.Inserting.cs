namespace DaxNative.Tests;

// Insertion: a node that is full is split, and its parent takes the new one.
internal sealed partial class BPlusTree
{
    private (long Key, int Node)? InsertBelow(int node, long key, long value)
    {
        if (_nodes.IsLeaf(node))
        {
            return InsertIntoLeaf(node, key, value);
        }

        int index = ChildIndex(node, key);
        return InsertBelow((int)_nodes.Child(node, index), key, value) is { } split ? InsertIntoInner(node, index, split) : null;
    }

    private (long Key, int Node)? InsertIntoLeaf(int leaf, long key, long value)
    {
        _nodes.Change(leaf);
        if (_nodes.CountOf(leaf) < TreeNodes.Most)
        {
            PutInLeaf(leaf, key, value, mayBeLate: true);
            return null;
        }

        int right = _nodes.Allocate(isLeaf: true);
        const int Kept = 2;
        for (int i = Kept; i < TreeNodes.Most; i++)
        {
            CopyItem(leaf, i, right, i - Kept);
        }

        _nodes.SetCountOf(right, TreeNodes.Most - Kept);
        _nodes.SetCountOf(leaf, Kept);
        _nodes.NextOf(right) = _nodes.NextOf(leaf);
        _nodes.NextOf(leaf) = right;
        PutInLeaf(key < _nodes.Key(right, 0) ? leaf : right, key, value, mayBeLate: false);
        return (_nodes.Key(right, 0), right);
    }

    private void PutInLeaf(int leaf, long key, long value, bool mayBeLate)
    {
        int count = _nodes.CountOf(leaf);
        int index = count;
        for (; index > 0 && _nodes.Key(leaf, index - 1) > key; index--)
        {
            CopyItem(leaf, index - 1, leaf, index);
        }

        _nodes.Key(leaf, index) = key;
        (_nodes.First(leaf, index), _nodes.Second(leaf, index)) = (value, ~value);
        _nodes.SetCountOf(leaf, count + 1, mayBeLate);
        _nodes.Changed(leaf);
    }

    private void CopyItem(int from, int index, int to, int toIndex)
    {
        _nodes.Key(to, toIndex) = _nodes.Key(from, index);
        _nodes.First(to, toIndex) = _nodes.First(from, index);
        _nodes.Second(to, toIndex) = _nodes.Second(from, index);
    }

    private (long Key, int Node)? InsertIntoInner(int node, int index, (long Key, int Node) split)
    {
        _nodes.Change(node);
        int count = _nodes.CountOf(node);
        long[] keys = [.. Enumerable.Range(0, count).Select(i => _nodes.Key(node, i))];
        long[] children = [.. Enumerable.Range(0, count + 1).Select(i => _nodes.Child(node, i))];
        keys = [.. keys[..index], split.Key, .. keys[index..]];
        children = [.. children[..(index + 1)], split.Node, .. children[(index + 1)..]];
        if (count < TreeNodes.Most)
        {
            PutInner(node, keys, children);
            return null;
        }

        const int Kept = 2;
        int right = _nodes.Allocate(isLeaf: false);
        PutInner(node, keys.AsSpan(..Kept), children.AsSpan(..(Kept + 1)));
        PutInner(right, keys.AsSpan((Kept + 1)..), children.AsSpan((Kept + 1)..));
        return (keys[Kept], right);
    }

    private void PutInner(int node, ReadOnlySpan<long> keys, ReadOnlySpan<long> children)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            _nodes.Key(node, i) = keys[i];
        }

        for (int i = 0; i < children.Length; i++)
        {
            _nodes.Child(node, i) = children[i];
        }

        _nodes.SetCountOf(node, keys.Length);
        _nodes.Changed(node);
    }
}
