namespace DaxNative.Testing;

/// <summary>An exploration was cancelled; the message is the report of what was found by then.</summary>
public sealed class ExplorationCanceledException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public ExplorationCanceledException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found.</param>
    public ExplorationCanceledException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="innerException">Why it was cancelled.</param>
    public ExplorationCanceledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ExplorationCanceledException(CrashReport report, CancellationToken cancellation)
        : base(report.ToString(), cancellation) => Report = report;

    /// <summary>Gets the report of what was explored and found by then; null if the exception was made without one.</summary>
    public CrashReport? Report { get; }
}
