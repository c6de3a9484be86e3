using DaxNative.Testing;

namespace DaxNative.SegmentCrashes;

/// <summary>What a run does to a store, and so what each of its segments can hold after a crash: its bytes, as far as there is room.</summary>
internal sealed class SegmentHistory
{
    // What is there when so many operations are done.
    private readonly List<SortedDictionary<string, byte[]>> _states = [];

    internal SegmentHistory() => Clear();

    internal void Clear()
    {
        _states.Clear();
        _states.Add(new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
    }

    internal IReadOnlyDictionary<string, byte[]> After(int operations) => _states[operations];

    /// <summary>What was done before the run.</summary>
    internal void Begin(Action<SortedDictionary<string, byte[]>> change) => change(_states[0]);

    /// <summary>Does an operation.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">Of the operation.</param>
    /// <param name="change">What it makes of the segments. Of one that it changes it makes a new array.</param>
    /// <param name="work">The work.</param>
    internal void Do(CrashRun run, string name, Action<SortedDictionary<string, byte[]>> change, Action work)
    {
        var state = new SortedDictionary<string, byte[]>(_states[^1], StringComparer.Ordinal);
        change(state);
        _states.Add(state);
        run.Operation(name, work);
    }

    /// <summary>The bytes of a segment once others were written over them, with room for them.</summary>
    internal static byte[] Written(byte[] before, int offset, byte[] source)
    {
        byte[] after = Sized(before, Math.Max(before.Length, RoundUp(offset + source.Length)));
        source.CopyTo(after, offset);
        return after;
    }

    /// <summary>The bytes of a segment that was cut, or was given room.</summary>
    internal static byte[] Sized(byte[] before, int room)
    {
        byte[] after = new byte[room];
        before.AsSpan(0, Math.Min(room, before.Length)).CopyTo(after);
        return after;
    }

    internal static int RoundUp(int length) => (length + SegmentScenarios.Chunk - 1) / SegmentScenarios.Chunk * SegmentScenarios.Chunk;

    /// <summary>Bytes that are nowhere else.</summary>
    internal static byte[] Bytes(int seed, int length) => [.. Enumerable.Range(0, length).Select(at => (byte)(1 + (((seed * 37) + at) % 251)))];
}
