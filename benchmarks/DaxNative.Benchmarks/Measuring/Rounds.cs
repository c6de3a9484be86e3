namespace DaxNative.Benchmarks;

/// <summary>
/// Measures a case in rounds: everybody once a round, in an order drawn anew, because what one leaves in caches and write
/// queues is the next one's to bear.
/// </summary>
internal sealed class Rounds(Area area, Control control)
{
    private readonly Random _random = new(1);

    /// <summary>A round more is run for each that was disturbed, up to this many times the rounds asked for.</summary>
    private const int Patience = 4;

    internal List<Comparison> Measure(ComparisonCase of, int rounds)
    {
        rounds = Math.Min(rounds, of.MostRounds);
        long count = of.HasOwnTime ? 1 : CountFor(of);
        var samples = new List<TimedSample[]>();
        List<Comparison> result = [];
        for (int wanted = rounds; samples.Count < rounds * Patience; wanted += rounds / 2 + 1)
        {
            while (samples.Count < Math.Min(wanted, rounds * Patience))
            {
                samples.Add(Round(of, count));
            }

            result = Compare(of, samples);
            if (result.All(comparison => comparison.Rounds >= rounds))
            {
                break;
            }
        }

        return result;
    }

    private TimedSample[] Round(ComparisonCase of, long count)
    {
        int[] order = [.. Enumerable.Range(0, of.Participants.Count)];
        _random.Shuffle(order);
        var round = new TimedSample[order.Length];
        foreach (int who in order)
        {
            Sample sample = area.Next(of, count);
            double before = control.Measure();
            long preemptions = control.Preemptions();
            double time = of.Participants[who].Run(in sample);
            preemptions = of.Participants[who].IsOnThisThread ? control.Preemptions() - preemptions : 0;
            round[who] = new TimedSample(time / count, Math.Max(before, control.Measure()), preemptions);
        }

        return round;
    }

    private static List<Comparison> Compare(ComparisonCase of, List<TimedSample[]> samples)
    {
        double usual = Quantiles.Median(samples.SelectMany(round => round).Select(sample => sample.Control));
        var comparisons = new List<Comparison>();
        for (int peer = 1; peer < of.Participants.Count; peer++)
        {
            TimedSample[][] ours = [.. samples.Where(round => Control.IsQuiet(round[0], usual))];
            TimedSample[][] both = [.. ours.Where(round => Control.IsQuiet(round[peer], usual))];

            // An operation longer than a time slice is always disturbed: then the peer's disturbed samples count, if need be ours
            // too, and the line says so.
            int enough = samples.Count / 10;
            IReadOnlyList<TimedSample[]> counted = both.Length > enough ? both : ours.Length > enough ? ours : samples;
            (double, double)[] pairs = [.. counted.Select(round => (round[0].Nanoseconds, round[peer].Nanoseconds))];
            string name = of.Participants[peer].Name;
            comparisons.Add((of.IsLongest ? Comparison.OfLongest(of.Name, name, pairs) : Comparison.Of(of.Name, name, pairs)) with
            {
                IsDisturbed = counted != both,
            });
        }

        return comparisons;
    }

    private long CountFor(ComparisonCase of)
    {
        long most = Math.Min(area.Room(of), of.MostOperations);
        long count = 1;
        while (count < most)
        {
            Sample sample = area.Next(of, count);
            var took = TimeSpan.FromMicroseconds(of.Participants[0].Run(in sample) / 1000);
            if (took >= of.SampleTime / 2)
            {
                return Math.Clamp((long)(count * (of.SampleTime / took)), 1, most);
            }

            count *= 2;
        }

        return most;
    }
}
