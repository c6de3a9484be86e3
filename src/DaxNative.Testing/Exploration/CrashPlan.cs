namespace DaxNative.Testing;

/// <summary>
/// Where in a trace the power goes, and how many images are built there. Before every event and at the end; a moment
/// whose images are all possible at the next one too, with the same operations completed, is left to that.
/// </summary>
internal sealed class CrashPlan(PendingStores pending, ImageChoices choices)
{
    // Beyond this a moment may be sampled, and then each moment's samples are worth having.
    private const double MostToSkipFor = 1 << 16;

    private double[] _possible = new double[32];
    private long[] _quota = new long[32];
    private (int Units, int Changing)[] _units = new (int, int)[32];

    /// <summary>How many moments there are.</summary>
    internal int Points { get; private set; }

    /// <summary>How many of them are explored.</summary>
    internal int ExploredPoints { get; private set; }

    /// <summary>How many images these have.</summary>
    internal double Possible { get; private set; }

    /// <summary>How many of them are built.</summary>
    internal long Planned { get; private set; }

    /// <summary>Whether all of them are.</summary>
    internal bool IsExhaustive { get; private set; }

    /// <summary>How many images are built at a moment; 0 where its images are another's too.</summary>
    internal long QuotaAt(int point) => _quota[point];

    /// <summary>Whether these are all that are possible there.</summary>
    internal bool IsExhaustiveAt(int point) => _quota[point] >= _possible[point];

    /// <summary>How many of them are telling ones; see <see cref="ImageChoices.TellingNumber"/>.</summary>
    internal long TellingAt(int point) => _quota[point] == 0
        ? 0
        : ImageChoices.CountTelling(_units[point].Units, _units[point].Changing, _quota[point], IsExhaustiveAt(point));

    internal void Make(Trace trace, TraceFault? fault, bool isRecovery, long budget)
    {
        Measure(trace, fault, isRecovery);
        Share(budget);
    }

    private void Measure(Trace trace, TraceFault? fault, bool isRecovery)
    {
        Points = trace.Count + 1;
        if (Points > _possible.Length)
        {
            (_possible, _quota, _units) = (new double[Points * 2], new long[Points * 2], new (int, int)[Points * 2]);
        }

        pending.Clear();
        bool isSubset = false;
        for (int point = 0; point < Points; point++)
        {
            // The one before goes only when this one is sure to be explored in full, or goes in favour of one that is.
            choices.Prepare();
            _possible[point] = choices.Possible;
            _units[point] = (choices.UnitCount, choices.ChangingCount);
            if (isSubset && choices.Possible <= MostToSkipFor)
            {
                _possible[point - 1] = 0;
            }

            isSubset = point < trace.Count && !TraceStep.Apply(trace, point, fault, isRecovery, pending, image: null) && !trace[point].IsMarker;
        }
    }

    private void Share(long budget)
    {
        (ExploredPoints, Possible, Planned) = (0, 0, 0);
        for (int i = 0; i < Points; i++)
        {
            _quota[i] = 0;
            ExploredPoints += _possible[i] > 0 ? 1 : 0;
            Possible += _possible[i];
        }

        // Those with few images get all of them; what that leaves is shared by the others, until nobody needs less than its share.
        int open = ExploredPoints;
        long left = budget;
        bool isChanged = true;
        while (open > 0 && isChanged)
        {
            isChanged = false;
            double share = (double)left / open;
            for (int i = 0; i < Points; i++)
            {
                if (_quota[i] == 0 && _possible[i] > 0 && _possible[i] <= share)
                {
                    _quota[i] = (long)_possible[i];
                    left -= _quota[i];
                    open--;
                    isChanged = true;
                }
            }
        }

        for (int i = Points - 1; i >= 0 && open > 0; i--)
        {
            if (_quota[i] == 0 && _possible[i] > 0)
            {
                _quota[i] = left / open--;
                left -= _quota[i];
            }
        }

        IsExhaustive = true;
        for (int i = 0; i < Points; i++)
        {
            Planned += _quota[i];
            IsExhaustive &= _quota[i] >= _possible[i];
        }
    }
}
