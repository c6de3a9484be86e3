namespace DaxNative.Tests;

// What the tree holds, for a check: with all that must be true of it in itself.
internal sealed partial class BPlusTree
{
    /// <summary>Gets the values by their keys.</summary>
    /// <exception cref="StructureException">The tree is damaged.</exception>
    internal SortedDictionary<long, long> Content()
    {
        var content = new SortedDictionary<long, long>();
        var leaves = new List<int>();
        ulong used = 0;
        Read(_nodes.Root, long.MinValue, long.MaxValue, content, leaves, ref used);
        Require(used == _nodes.Used, $"nodes {used:x} are used, and {_nodes.Used:x} are called so");
        Require(content.Count == _nodes.Count, $"{content.Count} keys are there, and {_nodes.Count} are counted");
        int leaf = leaves[0];
        foreach (int expected in leaves)
        {
            Require(leaf == expected, "the chain of leaves misses one");
            leaf = (int)_nodes.NextOf(leaf);
        }

        Require(leaf == TreeNodes.None, "the chain of leaves goes on");
        return content;
    }

    private static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new StructureException(otherwise);
        }
    }

    private void Read(int node, long from, long to, SortedDictionary<long, long> content, List<int> leaves, ref ulong used)
    {
        int count = _nodes.CountOf(node);
        Require(count <= TreeNodes.Most && (used & (1UL << node)) == 0, $"node {node} is there twice, or has {count} keys");
        used |= 1UL << node;
        for (int i = 0; i < count; i++)
        {
            long key = _nodes.Key(node, i);
            Require(key >= from && key < to && (i == 0 || key > _nodes.Key(node, i - 1)), $"key {key} is not in its place");
            if (_nodes.IsLeaf(node))
            {
                Require(_nodes.Second(node, i) == ~_nodes.First(node, i), $"the value of key {key} is torn");
                content[key] = _nodes.First(node, i);
            }
        }

        if (_nodes.IsLeaf(node))
        {
            leaves.Add(node);
            return;
        }

        for (int i = 0; i <= count; i++)
        {
            Read((int)_nodes.Child(node, i), i == 0 ? from : _nodes.Key(node, i - 1), i == count ? to : _nodes.Key(node, i), content, leaves, ref used);
        }
    }
}
