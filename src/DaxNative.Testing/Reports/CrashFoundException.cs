namespace DaxNative.Testing;

/// <summary>A structure does not survive every crash; the message is the report.</summary>
public sealed class CrashFoundException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CrashFoundException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found.</param>
    public CrashFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="innerException">What the check threw.</param>
    public CrashFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal CrashFoundException(CrashReport report)
        : base(report.ToString(), report.Failures.Count == 0 ? null : report.Failures[0].Cause) => Report = report;

    internal CrashFoundException(FileCrashReport report)
        : base(report.ToString(), report.Failures.Count == 0 ? null : report.Failures[0].Cause) => FileReport = report;

    /// <summary>Gets the report; null if the exception was made without one, or for files.</summary>
    public CrashReport? Report { get; }

    /// <summary>Gets the report of an exploration of files; null if it was none.</summary>
    public FileCrashReport? FileReport { get; }
}
