using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>Holds a thread where it has looked and not swapped yet, until another one has done its work.</summary>
internal sealed class Hold
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly AsyncLocal<CrashRun> _run = new();
    private TaskCompletionSource _looked = new();
    private TaskCompletionSource _over = new();

    internal void Clear()
    {
        _looked = new TaskCompletionSource();
        _over = new TaskCompletionSource();
    }

    /// <summary>From here on the calling thread stops at its next look.</summary>
    internal void BeginAtLook(LockFreeQueue queue)
    {
        int held = Environment.CurrentManagedThreadId;
        queue.At = place =>
        {
            if (place == "looked" && Environment.CurrentManagedThreadId == held && _looked.TrySetResult())
            {
                Wait(_over);
            }
        };
    }

    /// <summary>Makes an event of each look of the calling thread: there others may come before it.</summary>
    internal void PauseAtLooks(LockFreeQueue queue, CrashRun run)
    {
        _run.Value = run;
        queue.At = place =>
        {
            if (place == "looked")
            {
                _run.Value?.Operation("pause", () => { });
            }
        };
    }

    internal void WaitForLook() => Wait(_looked);

    internal void End() => _over.TrySetResult();

    /// <summary>Ends it when the calling thread has written its next node, which is not linked yet.</summary>
    internal void EndWhenWritten(LockFreeQueue queue)
    {
        Action<string>? before = queue.At;
        int other = Environment.CurrentManagedThreadId;
        queue.At = place =>
        {
            if (place == "written" && Environment.CurrentManagedThreadId == other)
            {
                End();
            }

            before?.Invoke(place);
        };
    }

    private static void Wait(TaskCompletionSource moment)
    {
        if (!moment.Task.Wait(s_longest))
        {
            throw new StructureException($"The other thread has not come within {s_longest}.");
        }
    }
}
