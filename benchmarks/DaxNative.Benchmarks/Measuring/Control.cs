namespace DaxNative.Benchmarks;

/// <summary>
/// Says whether the machine was left alone during a sample: a loop of arithmetic before and after it must take the usual
/// time, and the scheduler must not have taken the CPU.
/// </summary>
internal sealed unsafe class Control
{
    private const long Steps = 20_000;
    private const double Tolerance = 1.10;

    private readonly delegate* unmanaged<long, ulong> _loop;
    private readonly delegate* unmanaged<long> _preemptions;

    internal Control(NativePeer native)
    {
        // SAFETY: the library stays loaded for the life of the process; the signatures are those of control.c.
        _loop = (delegate* unmanaged<long, ulong>)native.Symbol("control");
        _preemptions = (delegate* unmanaged<long>)native.Symbol("preemptions");
    }

    /// <summary>The control loop's time now, in nanoseconds.</summary>
    internal double Measure()
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        _loop(Steps);
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    internal long Preemptions() => _preemptions();

    /// <summary>Marks the samples whose control took longer than usual.</summary>
    internal static bool IsQuiet(TimedSample sample, double usual) =>
        sample.Preemptions == 0 && sample.Control <= usual * Tolerance;
}
