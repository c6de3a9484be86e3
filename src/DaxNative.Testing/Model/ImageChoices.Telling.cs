namespace DaxNative.Testing;

// Which images faults are found in most: all stores lost, all there, one unit late, one unit early.
internal sealed partial class ImageChoices
{
    /// <summary>How many telling images there are at a moment.</summary>
    /// <param name="units">How many units have something pending.</param>
    /// <param name="changing">How many of them have changed.</param>
    /// <param name="quota">How many images are built there.</param>
    /// <param name="isExhaustive">Whether these are all that there are.</param>
    internal static long CountTelling(int units, int changing, long quota, bool isExhaustive) => isExhaustive

        // With one unit that changes, late and early are all and nothing; with two, one late is the other early.
        ? changing switch { 0 => 1, 1 => 2, 2 => 4, _ => 2 + (2L * changing) }

        // Of a sample: everything, nothing, and three kinds for each unit; see ChooseSample.
        : Math.Min(quota, 2 + (3L * units));

    /// <summary>The number of a telling image.</summary>
    /// <param name="index">Which of them, as many as <see cref="CountTelling"/> says.</param>
    /// <param name="isExhaustive">Whether all images of the moment are built.</param>
    internal long TellingNumber(int index, bool isExhaustive)
    {
        if (!isExhaustive)
        {
            return index;
        }

        long all = (long)Possible - 1;
        if (index < 2)
        {
            return index == 0 ? 0 : all;
        }

        long own = NumberOfAll((index - 2) % ChangingCount);
        return index - 2 < ChangingCount ? all - own : own;
    }

    /// <summary>Whether <see cref="TellingNumber"/> gives a number.</summary>
    internal bool IsTelling(long number, bool isExhaustive)
    {
        if (!isExhaustive)
        {
            return number < 2 + (3L * UnitCount);
        }

        int lost = 0;
        int there = 0;
        ulong rest = (ulong)number;
        for (int i = 0; i < UnitCount; i++)
        {
            (rest, ulong way) = Math.DivRem(rest, _units[i].Ways);
            if (_units[i].Ways == 1)
            {
                continue;
            }

            if (way != 0 && way != _units[i].Ways - 1)
            {
                return false;
            }

            lost += way == 0 ? 1 : 0;
            there += way == 0 ? 0 : 1;
        }

        return lost <= 1 || there <= 1;
    }

    // The image's number with everything of one changing unit and nothing of the others.
    private long NumberOfAll(int changing)
    {
        long place = 1;
        for (int i = 0; ; i++)
        {
            if (_units[i].Ways > 1 && changing-- == 0)
            {
                return place * (long)(_units[i].Ways - 1);
            }

            place *= (long)_units[i].Ways;
        }
    }
}
