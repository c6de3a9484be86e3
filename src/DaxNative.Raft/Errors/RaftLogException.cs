using System.Diagnostics.CodeAnalysis;

namespace DaxNative.Raft;

/// <summary>A Raft log could not do what was asked. Nothing that it has acknowledged is lost.</summary>
[Experimental("DAXRAFT001")]
public sealed class RaftLogException : IOException
{
    /// <param name="error">Which condition failed.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public RaftLogException(RaftLogError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Gets which condition failed.</summary>
    public RaftLogError Error { get; }
}
