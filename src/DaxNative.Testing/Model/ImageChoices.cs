namespace DaxNative.Testing;

/// <summary>
/// The images that are possible at one moment: every unit of the memory independently has some first few of its pending
/// stores, and any pieces of the next one. Numbered, so that any of them can be made again from its number.
/// </summary>
internal sealed partial class ImageChoices(PendingStores pending)
{
    private readonly UnitNumbers _numbers = new();
    private Unit[] _units = new Unit[32];
    private int[] _next = new int[32];
    private ulong[] _choices = new ulong[32];

    /// <summary>How many images there are; infinity when they cannot be numbered.</summary>
    internal double Possible { get; private set; }

    /// <summary>How many units have something pending.</summary>
    internal int UnitCount { get; private set; }

    /// <summary>How many of them have changed.</summary>
    internal int ChangingCount { get; private set; }

    /// <summary>Which pieces of each pending store the image has.</summary>
    internal Span<ulong> Choices => _choices.AsSpan(0, pending.Count);

    /// <summary>Takes the moment at which the pending stores stand.</summary>
    internal void Prepare()
    {
        ReadOnlySpan<PendingStore> stores = pending.Stores;
        if (stores.Length > _next.Length)
        {
            int size = Math.Max(stores.Length, _next.Length * 2);
            (_units, _next, _choices) = (new Unit[size], new int[size], new ulong[size]);
        }

        _numbers.Clear(stores.Length);
        UnitCount = 0;
        Possible = 1;
        for (int i = 0; i < stores.Length; i++)
        {
            _next[i] = -1;
            ulong ways = stores[i].Ways;
            int number = _numbers.Of(stores[i].Unit, UnitCount);
            if (number == UnitCount)
            {
                _units[UnitCount++] = new Unit { First = i, Last = i, Ways = 1 + ways };
            }
            else
            {
                ref Unit known = ref _units[number];
                _next[known.Last] = i;
                known.Last = i;
                known.Ways += ways;
            }
        }

        ChangingCount = 0;
        for (int i = 0; i < UnitCount; i++)
        {
            Possible *= _units[i].Ways;
            ChangingCount += _units[i].Ways > 1 ? 1 : 0;
        }
    }

    /// <summary>Chooses an image by its number, where all are explored.</summary>
    internal void ChooseByNumber(ulong number)
    {
        for (int i = 0; i < UnitCount; i++)
        {
            (number, ulong way) = Math.DivRem(number, _units[i].Ways);
            Choose(i, way);
        }
    }

    /// <summary>Chooses an image by its number, where there are too many: first the telling ones, then any.</summary>
    internal void ChooseSample(long number, ulong seed)
    {
        if (number < 2)
        {
            ChooseAll(isNew: number == 1);
            return;
        }

        long telling = number - 2;
        long which = telling / 3;
        switch (telling % 3)
        {
            case 0 when which < UnitCount:
                ChooseAll(isNew: true);
                Choose((int)which, 0);
                break;
            case 1 when which < UnitCount:
                ChooseAll(isNew: false);
                Choose((int)which, _units[which].Ways - 1);
                break;
            case 2 when which < pending.Count - 1:
                ChoosePrefix((int)which + 1);
                break;
            default:
                ChooseAny(new SeededRandom(ImageHash.Mix(seed + (ulong)number)));
                break;
        }
    }

    /// <summary>Takes everything or nothing of each unit.</summary>
    internal void ChooseAll(bool isNew)
    {
        for (int i = 0; i < UnitCount; i++)
        {
            Choose(i, isNew ? _units[i].Ways - 1 : 0);
        }
    }

    /// <summary>Takes everything or nothing of one unit.</summary>
    internal void ChooseUnit(int unit, bool isNew) => Choose(unit, isNew ? _units[unit].Ways - 1 : 0);

    /// <summary>The pending stores of a unit, in program order.</summary>
    internal int FirstOf(int unit) => _units[unit].First;

    /// <summary>The next pending store of the same unit; -1 for none.</summary>
    internal int NextOf(int store) => _next[store];

    private void ChoosePrefix(int stores)
    {
        for (int i = 0; i < pending.Count; i++)
        {
            _choices[i] = i < stores ? pending.Stores[i].Ways : 0;
        }
    }

    private void ChooseAny(SeededRandom random)
    {
        // Different densities, because faults differ in how many lines must be late together.
        int density = (int)(random.Next() % 7) + 1;
        for (int i = 0; i < UnitCount; i++)
        {
            ulong roll = random.Next();
            ulong last = _units[i].Ways - 1;
            ulong way = (int)(roll & 7) < density ? last : 0;
            if ((roll & 0x30) == 0 && last > 1)
            {
                // In part: somewhere among its stores, each as likely whatever its size.
                way = WaysBefore(i, random.Next(), out int store) + (random.Next() % Math.Max(1, pending.Stores[store].Ways));
            }

            Choose(i, way);
        }
    }

    private ulong WaysBefore(int unit, ulong roll, out int store)
    {
        int length = 0;
        for (int i = _units[unit].First; i >= 0; i = _next[i])
        {
            length++;
        }

        ulong ways = 0;
        store = _units[unit].First;
        for (ulong skip = roll % (ulong)length; skip > 0; skip--)
        {
            ways += pending.Stores[store].Ways;
            store = _next[store];
        }

        return ways;
    }

    // Way 0 is nothing, the last one everything; in between the stores come one after the other, the last of them in part.
    private void Choose(int unit, ulong way)
    {
        for (int store = _units[unit].First; store >= 0; store = _next[store])
        {
            ulong taken = Math.Min(way, pending.Stores[store].Ways);
            _choices[store] = taken;
            way -= taken;
        }
    }

    private struct Unit
    {
        internal int First;
        internal int Last;
        internal ulong Ways;
    }
}
