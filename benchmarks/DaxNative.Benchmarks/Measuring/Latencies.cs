using System.Numerics;

namespace DaxNative.Benchmarks;

/// <summary>Durations of single operations, counted in steps of three percent; the longest as it was.</summary>
internal sealed class Latencies
{
    // Steps from one power of two to the next.
    private const int StepBits = 5;
    private readonly long[] _counts = new long[64 << StepBits];

    /// <summary>Of all, in nanoseconds.</summary>
    internal long Longest { get; private set; }

    internal void Add(long nanoseconds)
    {
        _counts[StepOf(nanoseconds)]++;
        Longest = Math.Max(Longest, nanoseconds);
    }

    internal void Add(Latencies other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Longest = Math.Max(Longest, other.Longest);
    }

    /// <summary>The shortest that no more than that part of all exceeds, up to a step.</summary>
    internal double Quantile(double part)
    {
        long within = (long)Math.Ceiling(_counts.Sum() * part);
        int step = 0;
        for (long counted = _counts[0]; counted < within; counted += _counts[step])
        {
            step++;
        }

        return Math.Min(EndOf(step), Longest);
    }

    private static int StepOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - StepBits);
        return (shift << StepBits) + (int)(value >> shift);
    }

    private static double EndOf(int step)
    {
        int shift = Math.Max(0, (step >> StepBits) - 1);
        return (double)(step - (shift << StepBits) + 1) * (1L << shift);
    }
}
