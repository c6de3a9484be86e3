namespace DaxNative.Testing;

/// <summary>A scenario proves nothing, or not what it seems to: the message says why, and what to do.</summary>
public sealed class CrashScenarioException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CrashScenarioException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What is wrong with the scenario, and what to do.</param>
    public CrashScenarioException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong with the scenario, and what to do.</param>
    /// <param name="innerException">What brought it to light.</param>
    public CrashScenarioException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal CrashScenarioException(CrashReport report)
        : base(report.ToString()) => Report = report;

    /// <summary>Gets the report; null where nothing was explored.</summary>
    public CrashReport? Report { get; }
}
