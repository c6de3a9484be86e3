namespace DaxNative.Logs;

/// <summary>A log could not do what was asked; the log is as it was before the call.</summary>
public class LogException : IOException
{
    /// <param name="error">Which condition failed.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public LogException(LogError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Gets which condition failed.</summary>
    public LogError Error { get; }
}
