using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>Compares a recovered queue with what the run's threads were told: whatever order of the operations explains both.</summary>
internal static class QueueCheck
{
    internal static void Check(LockFreeQueue queue, QueueHistory history, CrashState crash)
    {
        IReadOnlyList<long> items = queue.Items();
        QueueHistory.Entry[] completed = [.. history.Entries.Where(entry => crash.IsCompleted(entry.Operation))];
        QueueHistory.Entry[] begun = [.. history.Entries.Where(entry => crash.IsStarted(entry.Operation))];
        QueueHistory.Entry[] enqueued = [.. completed.Where(entry => entry.IsEnqueue)];
        long[] taken = [.. completed.Where(entry => !entry.IsEnqueue && entry.Value is not null).Select(entry => entry.Value!.Value)];

        crash.Require(items.Distinct().Count() == items.Count, "no item is there twice");
        crash.Require(taken.Distinct().Count() == taken.Length, "no item is taken twice");
        crash.Require(!items.Intersect(taken).Any(), "no item is there that was taken");
        crash.Require(items.All(item => begun.Any(entry => entry.IsEnqueue && entry.Value == item)), "no item is there that nobody enqueued");
        long[] missing = [.. enqueued.Select(entry => entry.Value!.Value).Except(items).Except(taken)];
        crash.Require(missing.Length <= begun.Count(entry => !entry.IsEnqueue) - completed.Count(entry => !entry.IsEnqueue), "nothing acknowledged is lost");
        CheckOrder(items, [.. missing, .. taken], enqueued, crash);
        foreach (QueueHistory.Entry empty in completed.Where(entry => !entry.IsEnqueue && entry.Value is null))
        {
            crash.Require(!enqueued.Any(entry => entry.End < empty.Begin && items.Contains(entry.Value!.Value)), "what was gone when the queue was empty stays away");
        }

        WorkOn(queue, items, crash);
    }

    // What was enqueued before something else began is before it, and taken before it.
    private static void CheckOrder(IReadOnlyList<long> items, long[] gone, QueueHistory.Entry[] enqueued, CrashState crash)
    {
        foreach (QueueHistory.Entry first in enqueued)
        {
            int place = Array.IndexOf([.. items], first.Value!.Value);
            foreach (QueueHistory.Entry second in enqueued.Where(entry => entry.Begin > first.End && place >= 0))
            {
                int other = Array.IndexOf([.. items], second.Value!.Value);
                crash.Require(other < 0 ? !gone.Contains(second.Value!.Value) : other > place, "items are in order");
            }
        }
    }

    private static void WorkOn(LockFreeQueue queue, IReadOnlyList<long> items, CrashState crash)
    {
        crash.Require(queue.FreeCount == queue.NodeCount - 1 - items.Count, "every node is used once or free");
        long[] more = [.. Enumerable.Range(0, queue.FreeCount).Select(i => 9000L + i)];
        Array.ForEach(more, queue.Enqueue);
        foreach (long item in items.Concat(more))
        {
            crash.Require(queue.TryDequeue(out long value) && value == item, "what is enqueued after a recovery comes after what was there");
        }

        crash.Require(!queue.TryDequeue(out _), "then the queue is empty");
        crash.Require(queue.FreeCount == queue.NodeCount - 1, "then all nodes but one are free");
    }
}
