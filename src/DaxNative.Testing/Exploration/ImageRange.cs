namespace DaxNative.Testing;

/// <summary>Images of the run for one worker to explore: of one moment, or all of several that have few.</summary>
/// <param name="Point">The first moment.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="IsTelling">Whether it is the telling images: those that faults are found in most. Else it is all but these.</param>
/// <param name="From">The first image's number at each moment.</param>
/// <param name="To">The number behind the last one's, if there are so many. Telling images are not chosen by number.</param>
internal readonly record struct ImageRange(int Point, int End, bool IsTelling, long From, long To)
{
    private const long Most = 128;

    /// <summary>The telling images of every moment, then all others.</summary>
    internal static List<ImageRange> Of(CrashPlan plan)
    {
        var ranges = new List<ImageRange>();
        Add(ranges, plan, isTelling: true);
        Add(ranges, plan, isTelling: false);
        return ranges;
    }

    private static void Add(List<ImageRange> ranges, CrashPlan plan, bool isTelling)
    {
        int first = 0;
        long count = 0;
        for (int point = 0; point < plan.Points; point++)
        {
            long telling = plan.TellingAt(point);
            long quota = plan.QuotaAt(point);
            long own = isTelling ? telling : quota > telling ? quota : 0;
            if (count != 0 && count + own > Most)
            {
                ranges.Add(new ImageRange(first, point, isTelling, 0, long.MaxValue));
                count = 0;
            }

            if (count == 0)
            {
                first = point;
            }

            if (own <= Most || isTelling)
            {
                count += own;
                continue;
            }

            for (long from = 0; from < quota; from += Most)
            {
                ranges.Add(new ImageRange(point, point + 1, isTelling, from, from + Most));
            }
        }

        if (count != 0)
        {
            ranges.Add(new ImageRange(first, plan.Points, isTelling, 0, long.MaxValue));
        }
    }
}
