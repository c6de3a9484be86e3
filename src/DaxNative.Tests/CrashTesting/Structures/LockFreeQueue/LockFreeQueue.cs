using System.Collections.Concurrent;

namespace DaxNative.Tests;

/// <summary>A queue of numbers in persistent memory, for several threads and without a lock: what is acknowledged is durable.</summary>
/// <remarks>
/// A node is durable before the link to it is stored. Whoever acts upon a link or upon the head has made it durable. The tail is a hint.
/// The first node is an old one: its successor has the first item.
/// </remarks>
internal sealed partial class LockFreeQueue
{
    internal const int NodeSize = 128;
    internal const int NodesOffset = 128;

    private const long HeadOffset = 0;
    private const long TailOffset = 64;
    private const long ValueAt = 8;
    private const long SecondLineAt = 64;
    private const long Mark = 0x5DEECE66D;
    private const int MostAttempts = 1000;
    private const StoreOptions InCache = StoreOptions.NoFlush | StoreOptions.NoDrain;

    private readonly PersistentMapping _memory;
    private readonly QueueMistake _mistake;
    private readonly ConcurrentStack<int> _free = new();

    private LockFreeQueue(PersistentMapping memory, QueueMistake mistake)
    {
        (_memory, _mistake) = (memory, mistake);
        NodeCount = (int)((memory.Length - NodesOffset) / NodeSize);
    }

    /// <summary>Called at places where other threads may come between, or the process may be killed.</summary>
    internal Action<string>? At { get; set; }

    internal int NodeCount { get; }

    internal int FreeCount => _free.Count;

    private CountedLink Head => new(_memory.ReadOnlyRef<long>(HeadOffset));

    private CountedLink Tail => new(_memory.ReadOnlyRef<long>(TailOffset));

    internal void Enqueue(long value)
    {
        if (!_free.TryPop(out int node))
        {
            throw new StructureException("No node is free.");
        }

        bool isLate = _mistake == QueueMistake.LinkedBeforeWritten;
        WriteNode(node, isLate ? 0 : value);
        At?.Invoke("written");
        Link(node);
        if (isLate)
        {
            WriteItem(node, value);
            _memory.Persist(OffsetOf(node), NodeSize);
        }
    }

    internal bool TryDequeue(out long value)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            CountedLink head = Head;
            CountedLink tail = Tail;
            CountedLink next = Next(head.Node);
            if (head != Head)
            {
                continue;
            }

            if (_mistake == QueueMistake.LoadPersists)
            {
                _memory.Persist(OffsetOf(head.Node), sizeof(long));
            }

            At?.Invoke("looked");
            if (next.IsNone)
            {
                if (_mistake != QueueMistake.EmptyBeforeHeadIsDurable)
                {
                    _memory.Persist(HeadOffset, sizeof(long));
                }

                value = 0;
                return false;
            }

            if (head.Node == tail.Node)
            {
                MoveTail(tail, next);
                continue;
            }

            value = ValueOf(next.Node);
            if (TryMoveHead(head, next))
            {
                return true;
            }
        }

        throw new StructureException("The head does not move.");
    }

    private void WriteNode(int node, long value)
    {
        long offset = OffsetOf(node);
        _memory.Ref<long>(offset) = Next(node).To(CountedLink.None, isCounted: _mistake != QueueMistake.LinkWithoutCount).Word;
        WriteItem(node, value);
        if (_mistake != QueueMistake.NodeNotFlushed)
        {
            _memory.Flush(offset, _mistake == QueueMistake.HalfNodeFlushed ? SecondLineAt : NodeSize);
        }

        if (_mistake == QueueMistake.WordStoredAfterFlush)
        {
            _memory.Ref<long>(offset + SecondLineAt + 16) = value ^ Mark;
        }

        if (_mistake != QueueMistake.NodeNotDrained)
        {
            _memory.Drain();
        }
    }

    private void WriteItem(int node, long value)
    {
        long offset = OffsetOf(node);
        _memory.Ref<long>(offset + ValueAt) = value;
        _memory.Ref<long>(offset + SecondLineAt) = value * 3;
        _memory.Ref<long>(offset + SecondLineAt + 8) = ~value;
        if (_mistake != QueueMistake.WordStoredAfterFlush)
        {
            _memory.Ref<long>(offset + SecondLineAt + 16) = value ^ Mark;
        }
    }

    private void Link(int node)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            CountedLink tail = Tail;
            CountedLink next = Next(tail.Node);
            At?.Invoke("looked");
            if (!next.IsNone)
            {
                MoveTail(tail, next);
                continue;
            }

            StoreOptions options = _mistake switch
            {
                QueueMistake.LinkNotDrained => StoreOptions.NoDrain,
                QueueMistake.LinkNotFlushed => StoreOptions.NoFlush,
                _ => StoreOptions.None,
            };
            CountedLink linked = next.To(node, isCounted: _mistake != QueueMistake.LinkWithoutCount);
            if (_memory.CompareExchange(OffsetOf(tail.Node), linked.Word, next.Word, options) == next.Word)
            {
                At?.Invoke("linked");
                _memory.CompareExchange(TailOffset, tail.To(node).Word, tail.Word, InCache);
                return;
            }
        }

        throw new StructureException("The tail does not move.");
    }

    // Others act upon a link that is behind the tail: it must be durable before.
    private void MoveTail(CountedLink tail, CountedLink next)
    {
        if (_mistake != QueueMistake.HelperDoesNotPersist)
        {
            _memory.Persist(OffsetOf(tail.Node), sizeof(long));
        }

        _memory.CompareExchange(TailOffset, tail.To(next.Node).Word, tail.Word, InCache);
    }

    private bool TryMoveHead(CountedLink head, CountedLink next)
    {
        CountedLink moved = head.To(next.Node, isCounted: _mistake != QueueMistake.HeadWithoutCount);
        bool isEarly = _mistake == QueueMistake.FreedBeforeHeadIsDurable;
        StoreOptions options = isEarly ? InCache : _mistake == QueueMistake.HeadNotFlushed ? StoreOptions.NoFlush : StoreOptions.None;
        if (_memory.CompareExchange(HeadOffset, moved.Word, head.Word, options) != head.Word)
        {
            return false;
        }

        _free.Push(head.Node);
        if (isEarly || _mistake == QueueMistake.HeadPersistedTwice)
        {
            _memory.Persist(HeadOffset, sizeof(long));
        }

        return true;
    }

    private CountedLink Next(int node) => new(_memory.ReadOnlyRef<long>(OffsetOf(node)));

    private long ValueOf(int node)
    {
        long offset = OffsetOf(node);
        long value = _memory.ReadOnlyRef<long>(offset + ValueAt);
        return _memory.ReadOnlyRef<long>(offset + SecondLineAt) == value * 3
            && _memory.ReadOnlyRef<long>(offset + SecondLineAt + 8) == ~value
            && _memory.ReadOnlyRef<long>(offset + SecondLineAt + 16) == (value ^ Mark)
            ? value
            : throw new StructureException($"The item {value} of node {node} is damaged.");
    }

    private long OffsetOf(int node) => node >= 0 && node < NodeCount
        ? NodesOffset + ((long)node * NodeSize)
        : throw new StructureException($"There is no node {node}.");
}
