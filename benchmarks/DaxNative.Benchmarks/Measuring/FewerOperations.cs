namespace DaxNative.Benchmarks;

/// <summary>
/// One that is so much slower than ours that it gets only a part of a sample's operations; ours would otherwise have too few to
/// be in a cache once.
/// </summary>
/// <param name="participant">The slow one.</param>
/// <param name="divisor">Operations of the sample for each of its own.</param>
internal sealed class FewerOperations(Participant participant, long divisor) : Participant(participant.Name)
{
    internal override bool WantsWarmUp => participant.WantsWarmUp;

    internal override string? Check(in Sample sample) => participant.Check(sample with { Count = Math.Max(1, sample.Count / divisor) });

    internal override double Run(in Sample sample)
    {
        Sample fewer = sample with { Count = Math.Max(1, sample.Count / divisor) };
        return participant.Run(in fewer) * sample.Count / fewer.Count;
    }
}
