namespace DaxNative.Testing;

/// <summary>
/// Where in a trace the power goes, and how many images are built there. Before every event and at the end; a moment
/// whose images are all possible at the next one too, with the same operations completed, is left to that.
/// </summary>
internal sealed class FileCrashPlan
{
    // Beyond this a moment may be sampled, and then each moment's samples are worth having.
    private const double MostToSkipFor = 1 << 16;

    private readonly double[] _possible;
    private readonly long[] _quota;
    private readonly bool[] _isNumbered;

    internal FileCrashPlan(IReadOnlyList<FileEvent> trace, DiskModel model, long budget)
    {
        Points = trace.Count + 1;
        (_possible, _quota, _isNumbered) = (new double[Points], new long[Points], new bool[Points]);
        bool isSubset = false;
        for (int point = 0; point < Points; point++)
        {
            var choices = new FileChoices(model);
            (_possible[point], _isNumbered[point]) = (choices.Possible, choices.AreNumbered);
            if (isSubset && choices.Possible <= MostToSkipFor)
            {
                _possible[point - 1] = 0;
            }

            isSubset = point < trace.Count && !model.Apply(trace[point], point) && !trace[point].IsMarker;
        }

        Share(budget);
        ExploredPoints = _possible.Count(possible => possible > 0);
        Possible = _possible.Sum();
        Planned = _quota.Sum();
        IsExhaustive = Enumerable.Range(0, Points).All(point => _quota[point] == 0 ? _possible[point] == 0 : IsExhaustiveAt(point));
    }

    /// <summary>How many moments there are.</summary>
    internal int Points { get; }

    /// <summary>How many of them are explored.</summary>
    internal int ExploredPoints { get; }

    /// <summary>How many images these have.</summary>
    internal double Possible { get; }

    /// <summary>How many of them are built.</summary>
    internal long Planned { get; }

    /// <summary>Whether all of them are.</summary>
    internal bool IsExhaustive { get; }

    /// <summary>How many images are built at a moment; 0 where its images are another's too.</summary>
    internal long QuotaAt(int point) => _quota[point];

    /// <summary>Whether these are all that are possible there.</summary>
    internal bool IsExhaustiveAt(int point) => _isNumbered[point] && _quota[point] >= _possible[point];

    /// <summary>Makes an image's choice.</summary>
    internal FileChoice Choose(FileChoices choices, (int Point, long Number) at, ulong seed) => IsExhaustiveAt(at.Point)
        ? choices.ByNumber(at.Number)
        : choices.Sample(at.Number, ImageHash.Mix(seed ^ ImageHash.Mix((ulong)at.Point)));

    // From the moment with the fewest images up: it takes what it needs of its share, and leaves the rest to those after it.
    private void Share(long budget)
    {
        int[] open = [.. Enumerable.Range(0, Points).Where(point => _possible[point] > 0).OrderBy(point => _possible[point])];
        for (int i = 0; i < open.Length; i++)
        {
            long share = budget / (open.Length - i);
            _quota[open[i]] = (long)Math.Min(_possible[open[i]], share);
            budget -= _quota[open[i]];
        }
    }
}
