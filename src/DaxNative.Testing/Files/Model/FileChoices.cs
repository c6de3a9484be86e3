namespace DaxNative.Testing;

/// <summary>The images that are possible at one moment, numbered, so that any of them can be made again from its number.</summary>
internal sealed class FileChoices
{
    private const int PatternsOfAnEvent = 6;

    private readonly DiskModel _model;
    private readonly NameSets _sets;
    private readonly int[] _events;

    internal FileChoices(DiskModel model)
    {
        _model = model;
        _sets = new NameSets(model.Names.Changes);
        Possible = model.Units.Aggregate(_sets.Count, (ways, unit) => ways * unit.Versions.Count);
        _events = [.. model.Names.Changes.Select(change => change.Event)
            .Concat(model.Units.SelectMany(unit => unit.Versions.Skip(1).Select(version => version.Event))).Distinct().Order()];
    }

    /// <summary>How many choices there are. Two of them may make the same image: what is in a file that cannot be reached is not seen.</summary>
    internal double Possible { get; }

    /// <summary>Whether every choice has a number.</summary>
    internal bool AreNumbered => _sets.AreNumbered;

    /// <summary>Chooses by number, where all are explored.</summary>
    internal FileChoice ByNumber(long number)
    {
        (number, long set) = Math.DivRem(number, (long)_sets.Count);
        FileChoice choice = All(isNew: false);
        for (int i = 0; i < choice.Names.Length; i++)
        {
            choice.Names[i] = _sets.Contains(set, i);
        }

        for (int i = 0; i < choice.Versions.Length; i++)
        {
            (number, long version) = Math.DivRem(number, _model.Units[i].Versions.Count);
            choice.Versions[i] = (int)version;
        }

        return choice;
    }

    /// <summary>Chooses by number, where there are too many: first the telling ones, then any.</summary>
    internal FileChoice Sample(long number, ulong seed)
    {
        long first = number - 4;
        long unit = first - ((long)_events.Length * PatternsOfAnEvent);
        return number switch
        {
            0 => All(isNew: false),
            1 => All(isNew: true),
            2 => Take(names: _ => true, data: _ => false, lengths: _ => false),
            3 => Take(names: _ => false, data: _ => true, lengths: _ => true),
            _ when unit < 0 => Pattern((int)(first % PatternsOfAnEvent), _events[first / PatternsOfAnEvent]),
            _ when unit < 2L * _model.Units.Count => OneUnit((int)(unit / 2), isLate: unit % 2 == 0),
            _ => Any(new SeededRandom(ImageHash.Mix(seed + (ulong)number))),
        };
    }

    internal FileChoice All(bool isNew) => Take(_ => isNew, _ => isNew, _ => isNew);

    // One event is late or early, as a whole or in part.
    private FileChoice Pattern(int pattern, int number) => pattern switch
    {
        0 => Take(at => at != number),
        1 => Take(at => at <= number),
        2 => Early(number),
        3 => Take(_ => true, data: at => at != number, _ => true),
        4 => Take(_ => true, _ => true, lengths: at => at != number),
        _ => Take(at => at <= number, data: at => at < number, lengths: at => at <= number),
    };

    private FileChoice OneUnit(int unit, bool isLate)
    {
        FileChoice choice = All(isNew: isLate);
        choice.Versions[unit] = isLate ? 0 : _model.Units[unit].Versions.Count - 1;
        return choice;
    }

    // Everything old but for one event; its names need those before them.
    private FileChoice Early(int number)
    {
        FileChoice choice = All(isNew: false);
        IReadOnlyList<PendingName> changes = _model.Names.Changes;
        for (int i = 0; i < choice.Names.Length; i++)
        {
            choice.Names[i] = changes[i].Event == number || changes.Any(change => change.Event == number && change.Needs.Contains(changes[i]));
        }

        for (int i = 0; i < choice.Versions.Length; i++)
        {
            choice.Versions[i] = Math.Max(0, _model.Units[i].Versions.FindLastIndex(version => version.Event == number));
        }

        return choice;
    }

    private FileChoice Any(SeededRandom random)
    {
        // Different densities, because faults differ in how much must be late together.
        int density = (int)(random.Next() % 7) + 1;
        ulong seed = random.Next();
        int from = random.Next() % 2 == 0 ? _events[(int)(random.Next() % (ulong)_events.Length)] : 0;
        FileChoice choice = Take(number => number < from || (int)(ImageHash.Mix(seed ^ (ulong)number) & 7) < density);
        bool isTorn = random.Next() % 3 != 0;
        for (int i = 0; isTorn && i < choice.Versions.Length; i++)
        {
            int versions = _model.Units[i].Versions.Count;
            choice.Versions[i] = (random.Next() & 3) == 0 ? (int)(random.Next() % (ulong)versions) : choice.Versions[i];
        }

        return choice;
    }

    private FileChoice Take(Func<int, bool> isThere) => Take(isThere, isThere, isThere);

    private FileChoice Take(Func<int, bool> names, Func<int, bool> data, Func<int, bool> lengths)
    {
        IReadOnlyList<PendingName> changes = _model.Names.Changes;
        var taken = new HashSet<PendingName>();
        bool[] isThere = new bool[changes.Count];
        for (int i = 0; i < isThere.Length; i++)
        {
            isThere[i] = names(changes[i].Event) && changes[i].Needs.All(taken.Contains) && taken.Add(changes[i]);
        }

        return new FileChoice(isThere, [.. _model.Units.Select(unit => VersionOf(unit, unit.IsLength ? lengths : data))]);
    }

    // The versions come one after the other: the first that is not there ends them.
    private static int VersionOf(PendingUnit unit, Func<int, bool> isThere)
    {
        int version = 0;
        while (version + 1 < unit.Versions.Count && isThere(unit.Versions[version + 1].Event))
        {
            version++;
        }

        return version;
    }
}
