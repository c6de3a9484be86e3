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
            if ((participant.Check(in sample) ?? of.Check?.Invoke(area, sample)) is { } wrong)
            {
                yield return $"{of.Name}: {participant.Name}: {wrong}";
            }
        }

        if (!of.MayAllocate && AllocatedByMore(of) is > 0 and var bytes)
        {
            yield return $"{of.Name}: {of.Participants[0].Name}: {bytes} bytes allocated";
        }
    }

    // The first operations of a thread, and the loop around them, may.
    private long AllocatedByMore(ComparisonCase of) => Allocated(of, Math.Min(area.Room(of), 64)) - Allocated(of, 1);

    private long Allocated(ComparisonCase of, long count)
    {
        Sample sample = area.Next(of, count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        of.Participants[0].Run(in sample);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
