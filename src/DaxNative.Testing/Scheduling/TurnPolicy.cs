namespace DaxNative.Testing;

/// <summary>
/// Decides who goes on, of those who can: by the seed and the schedule's number alone, whatever the machine does. A few ways, because
/// none finds every mistake: turns at random, long turns, and priorities that change at a few points only.
/// </summary>
/// <remarks>
/// Priorities after Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs" (ASPLOS 2010), but the
/// points are taken from a range that doubles, because nobody knows how long a run is before it has ended.
/// </remarks>
internal sealed class TurnPolicy
{
    private const int MostChanges = 3;
    private const int MostDoublings = 12;

    // One in so many points within a step gives the turn on; at an event each who can go on is as likely.
    private const int Seldom = 4;
    private const int VerySeldom = 16;

    private readonly Kind _kind;
    private readonly HashSet<long> _changes = [];
    private readonly Dictionary<int, long> _priorities = [];
    private SeededRandom _random;
    private long _points;
    private long _lowest;

    internal TurnPolicy(ulong seed, int schedule)
    {
        _random = new SeededRandom(ImageHash.Mix(seed + ((ulong)schedule << 32)));
        _kind = (schedule % 4) switch
        {
            0 => Kind.Random,
            2 => Kind.LongTurns,
            _ => Kind.Priorities,
        };
        int changes = 1 + (int)(_random.Next() % MostChanges);
        while (_changes.Count < changes)
        {
            long range = 1L << (int)(_random.Next() % (MostDoublings + 1));
            _changes.Add(range + (long)(_random.Next() % (ulong)range));
        }
    }

    private enum Kind
    {
        Random,
        LongTurns,
        Priorities,
    }

    /// <summary>What it is called in reports.</summary>
    internal string Name => _kind switch
    {
        Kind.Random => "turns at random",
        Kind.LongTurns => "long turns",
        _ => $"priorities, {_changes.Count} changes",
    };

    /// <summary>Chooses.</summary>
    /// <param name="current">Who has the turn, if it can go on.</param>
    /// <param name="candidates">Who can go on, by number; not empty.</param>
    /// <param name="isEvent">Whether it is at an event, or within a step.</param>
    internal Writer Choose(Writer? current, Writer[] candidates, bool isEvent)
    {
        _points++;
        if (_kind == Kind.Priorities)
        {
            if (current is not null && _changes.Contains(_points))
            {
                PutLast(current);
            }

            return candidates.MaxBy(writer => PriorityOf(writer.Number))!;
        }

        bool stays = current is not null && candidates.Length > 1 && (_kind, isEvent) switch
        {
            (Kind.Random, true) => false,
            (Kind.Random, false) => !IsOneIn(Seldom),
            (_, true) => !IsOneIn(Seldom),
            _ => !IsOneIn(VerySeldom),
        };
        return stays ? current! : candidates[(int)(_random.Next() % (ulong)candidates.Length)];
    }

    /// <summary>Lets all others go first: it waits for one of them.</summary>
    internal void PutLast(Writer writer) => _priorities[writer.Number] = --_lowest;

    private bool IsOneIn(int count) => _random.Next() % (ulong)count == 0;

    private long PriorityOf(int number)
    {
        if (!_priorities.TryGetValue(number, out long priority))
        {
            priority = (long)(_random.Next() >> 1);
            _priorities.Add(number, priority);
        }

        return priority;
    }
}
