using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What a tree must hold after each operation of one thread, in ordinary memory.</summary>
internal sealed class TreeModel
{
    private readonly List<SortedDictionary<long, long>> _states = [];

    internal void Clear()
    {
        _states.Clear();
        _states.Add([]);
    }

    /// <summary>Says what is there before the run.</summary>
    internal void Before(long key, long value) => _states[0][key] = value;

    internal void Insert(CrashRun run, BPlusTree tree, long key, long value) => Do(run, "insert", state => state.Add(key, value), () => tree.Insert(key, value));

    internal void Update(CrashRun run, BPlusTree tree, long key, long value) => Do(run, "update", state => state[key] = value, () => tree.Update(key, value));

    internal void Delete(CrashRun run, BPlusTree tree, long key) => Do(run, "delete", state => state.Remove(key), () => tree.Delete(key));

    internal void Check(BPlusTree tree, CrashState crash)
    {
        SortedDictionary<long, long> content = tree.Content();
        bool isOld = content.SequenceEqual(_states[crash.CompletedCount]);
        crash.Require(isOld || (crash.StartedCount > crash.CompletedCount && content.SequenceEqual(_states[crash.StartedCount])), "what is there is what an operation left");

        // Work on: a key before all others and one behind them, an update, and then everything goes.
        foreach (long key in (long[])[1, 2, 90, 91])
        {
            tree.Insert(key, 0);
            tree.Update(key, key);
            content.Add(key, key);
        }

        crash.Require(content.SequenceEqual(tree.Content()), "what is inserted after a recovery is there");
        foreach (long key in content.Keys)
        {
            tree.Delete(key);
            tree.Content();
        }
    }

    private void Do(CrashRun run, string name, Action<SortedDictionary<long, long>> change, Action action)
    {
        var next = new SortedDictionary<long, long>(_states[^1]);
        change(next);
        _states.Add(next);
        run.Operation(name, action);
    }
}
