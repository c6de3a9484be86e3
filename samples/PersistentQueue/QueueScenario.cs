using DaxNative.Testing;

namespace DaxNative.Queues;

/// <summary>How the queue is tested: items are enqueued and dequeued, and the power may go at any moment.</summary>
public static class QueueScenario
{
    private const int Items = 12;

    /// <summary>Makes the scenario.</summary>
    /// <param name="hasBug">Whether the queue under test has its bug.</param>
    /// <returns>The scenario.</returns>
    public static CrashScenario Create(bool hasBug) => new()
    {
        Name = "queue",
        Length = 256,
        Run = run =>
        {
            var queue = new PersistentQueue(run.Memory, hasBug);
            for (int i = 0; i < Items; i++)
            {
                run.Operation("enqueue", () => queue.Enqueue(100 + i));
                if (i % 2 == 1)
                {
                    run.Operation("dequeue", () => queue.TryDequeue(out _));
                }
            }
        },
        Subject = CrashSubject.Of(memory => new PersistentQueue(memory), Check),
    };

    // What was taken is not known from the queue itself: its first item tells.
    private static void Check(PersistentQueue queue, CrashState crash)
    {
        int least = crash.CountCompleted("enqueue") - crash.CountStarted("dequeue");
        int most = crash.CountStarted("enqueue") - crash.CountCompleted("dequeue");
        crash.Require(queue.Count >= least && queue.Count <= most);
        for (long i = 0; queue.TryPeek(i, out long item); i++)
        {
            crash.Require(item - 100 - i is var taken && taken >= crash.CountCompleted("dequeue") && taken <= crash.CountStarted("dequeue"));
        }
    }
}
