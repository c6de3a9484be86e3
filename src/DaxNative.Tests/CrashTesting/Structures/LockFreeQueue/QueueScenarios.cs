using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>How the queue is tested.</summary>
internal static class QueueScenarios
{
    private const int Nodes = 5;

    /// <summary>One thread that enqueues and takes, more than there are nodes.</summary>
    internal static CrashScenario Alone(QueueMistake mistake) => Of("queue, one writer", mistake, (history, queue, _) =>
    [
        run =>
        {
            LockFreeQueue own = queue();
            for (int i = 1; i <= 3; i++)
            {
                history.Enqueue(run, own, i);
                history.Enqueue(run, own, 10 + i);
                history.Dequeue(run, own);
                history.Dequeue(run, own);
            }

            history.Dequeue(run, own);
        },
    ]);

    /// <summary>Three threads, each of which enqueues and takes.</summary>
    /// <param name="mistake">What is wrong.</param>
    /// <param name="hasPauses">Whether they may also change places between a look and its compare-and-swap.</param>
    internal static CrashScenario Together(QueueMistake mistake, bool hasPauses = false) => Of("queue, three writers", mistake, (history, queue, hold) =>
    [
        .. Enumerable.Range(1, 3).Select<int, Action<CrashRun>>(writer => run =>
        {
            LockFreeQueue own = queue();
            if (hasPauses)
            {
                hold.PauseAtLooks(own, run);
            }

            history.Enqueue(run, own, (100 * writer) + 1);
            history.Dequeue(run, own);
            history.Enqueue(run, own, (100 * writer) + 2);
            history.Dequeue(run, own);
            history.Dequeue(run, own);
        }),
    ]);

    /// <summary>A process that enqueues and is killed before its link is durable, and another one that goes on, on a thread that did not recover it.</summary>
    internal static CrashScenario AfterAKill(QueueMistake mistake) => Of("queue, after a kill", mistake, (history, queue, _) =>
    [
        run =>
        {
            history.Enqueue(run, queue(), 1);
            history.EnqueueAndDie(run, LockFreeQueue.Recover(run.Memory, QueueMistake.LinkNotDrained), 2);
            LockFreeQueue next = LockFreeQueue.Recover(run.Memory, mistake);
            ImagesLeft.OnAnotherThread(() =>
            {
                history.Enqueue(run, next, 3);
                history.Dequeue(run, next);
            });
        },
    ]);

    /// <summary>A thread that enqueues is held between its look at the tail and its compare-and-swap, until another one uses the node again.</summary>
    internal static CrashScenario WithAHeldEnqueue(QueueMistake mistake) => Of("queue, an enqueue held", mistake, (history, queue, hold) =>
    [
        run =>
        {
            hold.BeginAtLook(queue());
            history.Enqueue(run, queue(), 1);
        },
        run =>
        {
            hold.WaitForLook();
            history.Enqueue(run, queue(), 2);
            history.Dequeue(run, queue());
            hold.EndWhenWritten(queue());
            history.Enqueue(run, queue(), 3);
        },
    ]);

    /// <summary>A thread that takes is held between its look at the head and its compare-and-swap, until the head is there again.</summary>
    internal static CrashScenario WithAHeldDequeue(QueueMistake mistake) => Of("queue, a dequeue held", mistake, (history, queue, hold) =>
    [
        run =>
        {
            history.Enqueue(run, queue(), 1);
            hold.BeginAtLook(queue());
            history.Dequeue(run, queue());
        },
        run =>
        {
            hold.WaitForLook();
            history.Dequeue(run, queue());
            history.Enqueue(run, queue(), 2);
            history.Enqueue(run, queue(), 3);
            history.Dequeue(run, queue());
            hold.End();
            history.Dequeue(run, queue());
        },
    ]);

    private static CrashScenario Of(
        string name, QueueMistake mistake, Func<QueueHistory, Func<LockFreeQueue>, Hold, IReadOnlyList<Action<CrashRun>>> writers)
    {
        var history = new QueueHistory();
        var hold = new Hold();
        LockFreeQueue? queue = null;
        IReadOnlyList<Action<CrashRun>> all = writers(history, () => queue!, hold);
        return new CrashScenario
        {
            Name = name,
            Length = LockFreeQueue.NodesOffset + (Nodes * LockFreeQueue.NodeSize),
            Prepare = memory =>
            {
                history.Clear();
                hold.Clear();
                queue = LockFreeQueue.Create(memory, mistake);
            },
            Run = all.Count == 1 ? all[0] : null,
            Writers = all.Count == 1 ? [] : all,
            Subject = CrashSubject.Of(memory => LockFreeQueue.Recover(memory, mistake), (recovered, crash) => QueueCheck.Check(recovered, history, crash)),
        };
    }
}
