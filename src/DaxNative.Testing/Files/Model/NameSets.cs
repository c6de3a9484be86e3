namespace DaxNative.Testing;

/// <summary>The sets of changes of names that can be found together: none without those that it needs.</summary>
internal sealed class NameSets
{
    private const int MostSets = 1 << 16;
    private const int MostChanges = 62;

    private readonly List<ulong>? _sets;

    internal NameSets(IReadOnlyList<PendingName> changes)
    {
        Count = Math.Pow(2, changes.Count);
        if (changes.Count > MostChanges)
        {
            return;
        }

        // A change is only ever added to a set that has what it needs, which came before it: so each set is made once.
        var sets = new List<ulong> { 0 };
        for (int i = 0; i < changes.Count && sets.Count <= MostSets; i++)
        {
            ulong needs = 0;
            for (int earlier = 0; earlier < i; earlier++)
            {
                needs |= changes[i].Needs.Contains(changes[earlier]) ? 1UL << earlier : 0;
            }

            sets.AddRange(sets.Where(set => (set & needs) == needs).Select(set => set | (1UL << i)).ToArray());
        }

        if (sets.Count <= MostSets)
        {
            (_sets, Count) = (sets, sets.Count);
        }
    }

    /// <summary>How many there are; an upper bound where they are too many to number.</summary>
    internal double Count { get; }

    /// <summary>Whether each has a number.</summary>
    internal bool AreNumbered => _sets is not null;

    internal bool Contains(long number, int change) => ((_sets![(int)number] >> change) & 1) != 0;
}
