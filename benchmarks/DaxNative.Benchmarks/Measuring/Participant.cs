using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>One of those who are compared.</summary>
/// <param name="name">As the report calls it.</param>
internal abstract class Participant(string name)
{
    internal string Name => name;

    /// <summary>Whether the loop runs on the calling thread; else the scheduler takes the CPU from that one as it should.</summary>
    internal virtual bool IsOnThisThread => true;

    /// <summary>Whether a just-in-time compiler has to see the loop often before it is at its best.</summary>
    internal virtual bool WantsWarmUp => false;

    /// <summary>What is wrong with what the last sample left, where it is not in the area; null when nothing.</summary>
    internal virtual string? Check(in Sample sample) => null;

    /// <summary>Does all operations of a sample, in one loop of its own.</summary>
    /// <returns>The time that the loop took, in nanoseconds.</returns>
    internal abstract double Run(in Sample sample);
}

/// <summary>Does all operations of a sample.</summary>
internal delegate void SampleLoop(in Sample sample);

/// <summary>A participant inside this process: C# or a native library.</summary>
internal sealed class LoopParticipant(string name, SampleLoop loop, bool isManaged = false) : Participant(name)
{
    internal override bool WantsWarmUp => isManaged;

    /// <summary>Looks at what the last sample left, where it is not in the area.</summary>
    internal Func<Sample, string?>? CheckAfter { get; init; }

    internal override string? Check(in Sample sample) => CheckAfter?.Invoke(sample);

    internal override double Run(in Sample sample)
    {
        long start = Stopwatch.GetTimestamp();
        loop(in sample);
        return (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency);
    }
}
