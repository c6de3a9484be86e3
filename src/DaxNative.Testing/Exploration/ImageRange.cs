namespace DaxNative.Testing;

/// <summary>Images of one moment of the run, for one worker to explore.</summary>
/// <param name="Point">The moment.</param>
/// <param name="From">The first image's number at the moment.</param>
/// <param name="To">The number behind the last one's.</param>
internal readonly record struct ImageRange(int Point, long From, long To)
{
    private const long Most = 128;

    internal static List<ImageRange> Of(CrashPlan plan)
    {
        var ranges = new List<ImageRange>();
        for (int point = 0; point < plan.Points; point++)
        {
            long quota = plan.QuotaAt(point);
            for (long from = 0; from < quota; from += Most)
            {
                ranges.Add(new ImageRange(point, from, Math.Min(quota, from + Most)));
            }
        }

        return ranges;
    }
}
