namespace DaxNative.Benchmarks;

/// <summary>One sample's time an operation, and what the control said around it.</summary>
/// <param name="Nanoseconds">Of one operation.</param>
/// <param name="Control">The longer of the control loops before and after, in nanoseconds.</param>
/// <param name="Preemptions">How often the scheduler took the CPU meanwhile.</param>
internal readonly record struct TimedSample(double Nanoseconds, double Control, long Preemptions);
