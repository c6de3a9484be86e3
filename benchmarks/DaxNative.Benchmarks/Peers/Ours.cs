namespace DaxNative.Benchmarks;

/// <summary>Our side of a case: C#, so it wants its warm-up.</summary>
internal static class Ours
{
    internal static Participant Loop(SampleLoop loop) => new LoopParticipant("ours", loop, isManaged: true);
}
