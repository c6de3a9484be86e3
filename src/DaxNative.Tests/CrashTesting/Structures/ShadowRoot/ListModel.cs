using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What a list must hold after each operation of one thread, in ordinary memory.</summary>
internal sealed class ListModel
{
    private readonly List<long[]> _states = [];

    internal void Clear()
    {
        _states.Clear();
        _states.Add([]);
    }

    /// <summary>Says what is there before the run.</summary>
    internal void Before(long value) => _states[0] = [.. _states[0], value];

    internal void Append(CrashRun run, ShadowList list, long value) => Do(run, "append", [.. _states[^1], value], () => list.Append(value));

    internal void Set(CrashRun run, ShadowList list, int index, long value)
    {
        long[] next = [.. _states[^1]];
        next[index] = value;
        Do(run, "set", next, () => list.Set(index, value));
    }

    internal void TakeLast(CrashRun run, ShadowList list) => Do(run, "take", _states[^1][..^1], () => list.TryTakeLast());

    internal void Check(ShadowList list, CrashState crash)
    {
        IReadOnlyList<long> items = list.Items();
        bool isOld = items.SequenceEqual(_states[crash.CompletedCount]);
        crash.Require(isOld || (crash.StartedCount > crash.CompletedCount && items.SequenceEqual(_states[crash.StartedCount])), "what is there is what an operation left");

        // Work on: fill what is left, and take everything.
        for (int count = items.Count; count < ShadowList.Capacity; count++)
        {
            list.Append(count);
            crash.Require(list.Items().Count == count + 1, "what is appended after a recovery is there");
        }

        crash.Require(list.Items().Take(items.Count).SequenceEqual(items), "and what was there stays");
        while (list.TryTakeLast())
        {
            list.Items();
        }
    }

    private void Do(CrashRun run, string name, long[] next, Action action)
    {
        _states.Add(next);
        run.Operation(name, action);
    }
}
