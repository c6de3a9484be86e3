namespace DaxNative.Tests;

// Creation and recovery, on one thread.
internal sealed partial class LockFreeQueue
{
    /// <summary>Makes an empty queue of what is there.</summary>
    internal static LockFreeQueue Create(PersistentMapping memory, QueueMistake mistake = QueueMistake.None)
    {
        memory.Fill(0, memory.Length, 0);
        long first = default(CountedLink).To(0, isCounted: false).Word;
        memory.StoreAtomic(TailOffset, first);
        memory.StoreAtomic(HeadOffset, first);
        return Recover(memory, mistake);
    }

    /// <summary>Opens the queue after a crash or a kill: the end is where no link leads on. All that it finds is durable when it returns.</summary>
    internal static LockFreeQueue Recover(PersistentMapping memory, QueueMistake mistake = QueueMistake.None)
    {
        var queue = new LockFreeQueue(memory, mistake);
        List<int> nodes = queue.Walk();
        queue.PersistAll(nodes);
        memory.Ref<long>(TailOffset) = queue.Tail.To(nodes[^1]).Word;
        for (int node = queue.NodeCount - 1; node >= 0; node--)
        {
            bool wasUsed = mistake == QueueMistake.RecoveryLeaks && memory.ReadOnlyRef<long>(queue.OffsetOf(node) + ValueAt) != 0;
            if (!nodes.Contains(node) && !wasUsed)
            {
                queue._free.Push(node);
            }
        }

        return queue;
    }

    /// <summary>The items from the first to the last.</summary>
    internal IReadOnlyList<long> Items() => [.. Walk().Skip(1).Select(ValueOf)];

    private List<int> Walk()
    {
        var nodes = new List<int>();
        int end = _mistake == QueueMistake.RecoveryTrustsTail ? Tail.Node : CountedLink.None;
        int node = Head.Node;
        while (node != CountedLink.None)
        {
            if (nodes.Contains(node))
            {
                throw new StructureException($"A link leads back to node {node}.");
            }

            nodes.Add(node);
            node = node == end ? CountedLink.None : Next(node).Node;
        }

        return nodes.Count != 0 ? nodes : throw new StructureException("There is no head.");
    }

    private void PersistAll(List<int> nodes)
    {
        if (_mistake == QueueMistake.RecoveryDoesNotPersist)
        {
            return;
        }

        _memory.Flush(HeadOffset, sizeof(long));
        nodes.ForEach(node => _memory.Flush(OffsetOf(node), NodeSize));
        if (_mistake == QueueMistake.RecoveryDrainsElsewhere)
        {
            var other = new Thread(_memory.Drain);
            other.Start();
            other.Join();
        }
        else
        {
            _memory.Drain();
        }
    }
}
