namespace DaxNative.Benchmarks;

/// <summary>Our side of a case: C#, so it wants its warm-up.</summary>
internal static class Ours
{
    internal static Participant Loop(SampleLoop loop) => new LoopParticipant("ours", loop, isManaged: true);

    /// <param name="loop">All operations of a sample.</param>
    /// <param name="check">Looks at what they left, where it is not in the area.</param>
    /// <param name="name">For one of ours that stands beside another.</param>
    internal static Participant Loop(SampleLoop loop, Func<Sample, string?> check, string name = "ours") =>
        new LoopParticipant(name, loop, isManaged: true) { CheckAfter = check };
}
