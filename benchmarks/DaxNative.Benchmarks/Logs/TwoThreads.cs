using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>A participant of two threads, each with half of a sample's operations, from the same moment on.</summary>
/// <param name="name">As the report calls it.</param>
/// <param name="first">What the calling thread does.</param>
/// <param name="second">What the other thread does.</param>
/// <param name="control">Counts what the scheduler takes from the other thread.</param>
internal sealed class TwoThreads(string name, SampleLoop first, SampleLoop second, Control control) : Participant(name)
{
    private Sample _sample;
    private long _preemptions;
    private int _stage;

    internal override bool WantsWarmUp => true;

    internal override long OtherPreemptions => _preemptions;

    internal override double Run(in Sample sample)
    {
        _sample = sample with { Count = (sample.Count + 1) / 2 };
        Volatile.Write(ref _stage, 0);
        var other = new Thread(Second) { IsBackground = true, Name = Name };
        other.Start();
        while (Volatile.Read(ref _stage) == 0)
        {
        }

        long start = Stopwatch.GetTimestamp();
        first(in _sample);
        while (Volatile.Read(ref _stage) == 1)
        {
        }

        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        other.Join();
        return time * sample.Count / (2 * _sample.Count);
    }

    private void Second()
    {
        long before = control.Preemptions();
        Volatile.Write(ref _stage, 1);
        second(in _sample);
        _preemptions = control.Preemptions() - before;
        Volatile.Write(ref _stage, 2);
    }
}
