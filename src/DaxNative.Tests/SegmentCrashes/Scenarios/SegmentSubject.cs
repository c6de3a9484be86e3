using DaxNative.Testing;

namespace DaxNative.SegmentCrashes;

/// <summary>Opens the store after a crash, compares it with the history, uses up all that is free, and opens it once more.</summary>
internal class SegmentSubject(SegmentHistory history) : CrashSubject
{
    private const string Rest = "rest";

    private PersistentMapping? _memory;
    private SegmentStore? _store;

    protected SegmentStore Store => _store!;

    public override void Recover(PersistentMapping memory)
    {
        _memory = memory;
        Reopen();
        foreach (string name in Store.List())
        {
            Store.Open(name, FileMode.Open).Dispose();
        }
    }

    public override void Check(CrashState crash)
    {
        CheckHistory(crash);
        CheckRest(crash);
    }

    protected void CheckRest(CrashState crash)
    {
        var found = Store.List().ToDictionary(name => name, Read);
        long free = Store.FreeBytes!.Value;
        long expected = SegmentScenarios.AllChunks(Store) - found.Values.Sum(bytes => bytes.LongLength);

        // A truncation that was cut may have left holes.
        bool isCut = crash.StartedCount > crash.CompletedCount && crash.Operations[crash.CompletedCount].Name.StartsWith("truncate", StringComparison.Ordinal);
        crash.Require(isCut ? free >= expected : free == expected, "every chunk is a segment's, or free");

        // Whoever had it before, what is new is zeros.
        Segment rest = Store.Open(Rest, FileMode.CreateNew);
        rest.Reserve(free);
        byte[] zeros = Read(Rest);
        crash.Require(zeros.LongLength == free && !zeros.AsSpan().ContainsAnyExcept((byte)0), "what a segment grows by is zeros");
        Array.Fill(zeros, (byte)0xFF);
        rest.Write(0, zeros);
        found.Add(Rest, zeros);
        RequireSame(crash, found);
        Reopen();
        RequireSame(crash, found);
        SegmentScenarios.Kill(Store);
        _store = null;
    }

    private void CheckHistory(CrashState crash)
    {
        IReadOnlyDictionary<string, byte[]> before = history.After(crash.CompletedCount);
        IReadOnlyDictionary<string, byte[]> after = history.After(crash.StartedCount);
        HashSet<string> names = [.. Store.List()];
        crash.Require(names.IsSubsetOf(before.Keys.Union(after.Keys)), "no segment is there that was not made, or was deleted");
        crash.Require(names.IsSupersetOf(before.Keys.Intersect(after.Keys)), "every segment is there that was made and not deleted");
        foreach (string name in names)
        {
            byte[] one = before.GetValueOrDefault(name) ?? after[name];
            byte[] other = after.GetValueOrDefault(name) ?? one;
            byte[] found = Read(name);
            crash.Require(found.Length >= Math.Min(one.Length, other.Length) && found.Length <= Math.Max(one.Length, other.Length), "a segment has the room that it was given");
            for (int i = 0; i < found.Length; i++)
            {
                crash.Require(found[i] == At(one, i) || found[i] == At(other, i), "a segment has the bytes that were written to it");
            }
        }
    }

    private static byte At(byte[] bytes, int index) => index < bytes.Length ? bytes[index] : (byte)0;

    private void RequireSame(CrashState crash, Dictionary<string, byte[]> expected)
    {
        crash.Require(Store.List().Order(StringComparer.Ordinal).SequenceEqual(expected.Keys.Order(StringComparer.Ordinal)), "the same segments are there");
        crash.Require(expected.All(segment => Read(segment.Key).AsSpan().SequenceEqual(segment.Value)), "and what is in them has not changed");
    }

    protected byte[] Read(string name)
    {
        Segment segment = Store.Open(name, FileMode.Open);
        byte[] bytes = new byte[segment.Length];
        _ = segment.Read(0, bytes);
        return bytes;
    }

    private void Reopen()
    {
        if (_store is { } open)
        {
            _store = null;
            SegmentScenarios.Kill(open);
        }

        _store = SegmentScenarios.Open(_memory!);
    }
}
