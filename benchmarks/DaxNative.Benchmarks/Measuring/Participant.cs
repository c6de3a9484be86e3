using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>One of those who are compared.</summary>
/// <param name="name">As the report calls it.</param>
internal abstract class Participant(string name)
{
    internal string Name => name;

    /// <summary>Does all operations of a sample, in one loop of its own.</summary>
    /// <returns>The time that the loop took, in nanoseconds.</returns>
    internal abstract double Run(in Sample sample);
}

/// <summary>Does all operations of a sample.</summary>
internal delegate void SampleLoop(in Sample sample);

/// <summary>A participant inside this process: C# or a native library.</summary>
internal sealed class LoopParticipant(string name, SampleLoop loop) : Participant(name)
{
    internal override double Run(in Sample sample)
    {
        long start = Stopwatch.GetTimestamp();
        loop(in sample);
        return (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency);
    }
}
