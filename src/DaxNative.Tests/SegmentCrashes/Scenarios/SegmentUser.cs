using DaxNative.Testing;

namespace DaxNative.SegmentCrashes;

/// <summary>Does to a store what a history then knows.</summary>
internal sealed class SegmentUser(CrashRun run, SegmentHistory history, SegmentStore store)
{
    private int _seed;

    internal SegmentStore Store { get; set; } = store;

    internal void Create(string name) => history.Do(run, $"create {name}", state => state.Add(name, []), () => Store.Open(name, FileMode.CreateNew).Dispose());

    internal void Write(string name, int offset, int length)
    {
        byte[] bytes = SegmentHistory.Bytes(_seed++, length);
        history.Do(run, $"write {name}", state => state[name] = SegmentHistory.Written(state[name], offset, bytes), () => Store.Open(name, FileMode.Open).Write(offset, bytes));
    }

    internal void Reserve(string name, int length) => history.Do(
        run, $"reserve {name}", state => state[name] = SegmentHistory.Sized(state[name], SegmentHistory.RoundUp(length)), () => Store.Open(name, FileMode.Open).Reserve(length));

    internal void Truncate(string name, int length) => history.Do(
        run,
        $"truncate {name}",
        state => state[name] = SegmentHistory.Sized(SegmentHistory.Sized(state[name], length), SegmentHistory.RoundUp(length)),
        () => Store.Open(name, FileMode.Open).Truncate(length));

    internal void Delete(string name) => history.Do(run, $"delete {name}", state => state.Remove(name), () => Store.Delete(name));

    /// <summary>Closes the store and opens it again; that changes nothing.</summary>
    internal void Reopen(bool isKilled = false) => history.Do(run, isKilled ? "kill and open" : "close and open", _ => { }, () =>
    {
        if (isKilled)
        {
            SegmentScenarios.Kill(Store);
        }
        else
        {
            Store.Dispose();
        }

        Store = SegmentScenarios.Open(run.Memory);
    });

    /// <summary>What a process leaves that is killed between its stores and their flush, and what another then builds on it.</summary>
    internal void KillAndReopen(string name, Action<SortedDictionary<string, byte[]>> change, Action<PersistentMapping> store) => history.Do(run, name, change, () =>
    {
        SegmentScenarios.Kill(Store);
        store(run.Memory);
        Store = SegmentScenarios.Open(run.Memory);
        foreach (string segment in Store.List())
        {
            Store.Open(segment, FileMode.Open).Dispose();
        }
    });
}
