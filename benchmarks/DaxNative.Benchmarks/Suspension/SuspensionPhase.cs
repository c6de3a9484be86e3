namespace DaxNative.Benchmarks;

/// <summary>What one thread does over the whole range while the others allocate, and what it did to the collector.</summary>
internal sealed class SuspensionPhase(string name, Action work)
{
    private readonly List<(DateTime Start, DateTime End)> _turns = [];
    private TimeSpan _time;
    private TimeSpan _pause;
    private int _passes;

    internal string Name => name;

    /// <summary>Whole passes over the range.</summary>
    internal int Passes => _passes;

    /// <summary>The part of the time for which the collector held all threads.</summary>
    internal double PauseShare => _pause / _time;

    internal void Turn(TimeSpan length)
    {
        TimeSpan pause = GC.GetTotalPauseDuration();
        DateTime start = DateTime.UtcNow;
        while (DateTime.UtcNow - start < length)
        {
            work();
            _passes++;
        }

        DateTime end = DateTime.UtcNow;
        _turns.Add((start, end));
        _time += end - start;
        _pause += GC.GetTotalPauseDuration() - pause;
    }

    /// <summary>Microseconds that stopping all threads took, sorted.</summary>
    internal double[] Suspensions(SuspendListener listener) =>
        [.. _turns.SelectMany(turn => listener.Between(turn.Start, turn.End)).Order()];
}
