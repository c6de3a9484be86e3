namespace DaxNative.Benchmarks;

/// <summary>Runs everybody once on cleared memory and looks at what is there: a wrong result is not worth a time.</summary>
internal sealed class Correctness(Area area)
{
    private const int Operations = 3;
    private const long MostBytes = 1 << 20;

    /// <returns>What is wrong, by whom; empty when all is right.</returns>
    internal IEnumerable<string> Check(ComparisonCase of)
    {
        long count = of.Stride > MostBytes ? 1 : Operations;
        foreach (Participant participant in of.Participants)
        {
            Sample sample = area.Next(of, count);
            if (of.Check is not null)
            {
                Checks.Clear(area, sample);
            }

            participant.Run(in sample);
            if (of.Check?.Invoke(area, sample) is { } wrong)
            {
                yield return $"{of.Name}: {participant.Name}: {wrong}";
            }
        }
    }

    /// <returns>What is wrong when our loop allocates more the more operations it does; null when it does not.</returns>
    internal string? CheckAllocation(ComparisonCase of)
    {
        long few = Allocated(of, 1);
        long many = Allocated(of, Math.Min(area.Room(of), 64));
        return many > few ? $"{of.Name}: {many - few} bytes allocated by operations that must not allocate" : null;
    }

    private long Allocated(ComparisonCase of, long count)
    {
        Sample sample = area.Next(of, count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        of.Participants[0].Run(in sample);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
