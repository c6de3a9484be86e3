namespace DaxNative.Benchmarks;

/// <summary>The turns of one case, by place, one after the other in each round.</summary>
internal sealed class EngineResult(string title)
{
    private readonly Dictionary<EnginePlace, List<Slice>> _slices = [];

    internal string Title => title;

    internal void Add(EnginePlace place, Slice slice)
    {
        if (!_slices.TryGetValue(place, out List<Slice>? all))
        {
            _slices[place] = all = [];
        }

        all.Add(slice);
    }

    /// <summary>The median over the turns of a turn's median, in nanoseconds.</summary>
    internal double Time(EnginePlace place) => Quantiles.Median(_slices[place].Select(slice => slice.Nanoseconds));

    /// <summary>The median over the turns, in operations a second.</summary>
    internal double Rate(EnginePlace place) => Quantiles.Median(_slices[place].Select(slice => slice.PerSecond));

    /// <summary>How many times as long it takes as ours did in the same round.</summary>
    internal Interval Ratio(EnginePlace place) => Quantiles.MedianInterval(
        [.. _slices[place].Zip(_slices[EnginePlace.Ours], (theirs, ours) => theirs.Nanoseconds / ours.Nanoseconds)]);
}
