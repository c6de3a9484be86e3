namespace DaxNative.Testing;

/// <summary>The run as its own code sees it: the files, and what it says of its operations.</summary>
/// <remarks>Thread-safe: what a thread does to files is part of the operation that it began last.</remarks>
public sealed class FileCrashRun
{
    private readonly FileRecorder _recorder;

    internal FileCrashRun(SimulatedFileSystem files, FileRecorder recorder) => (Files, _recorder) = (files, recorder);

    /// <summary>Gets the files, after <see cref="FileCrashScenario.Prepare"/>.</summary>
    public SimulatedFileSystem Files { get; }

    /// <summary>Does something that is promised to survive once it returns.</summary>
    /// <param name="name">What it is called in reports.</param>
    /// <param name="action">The work. If it throws, the operation is never completed, and the exception goes on.</param>
    /// <param name="tag">What the check is to know of it.</param>
    /// <returns>The operation's index.</returns>
    /// <exception cref="ArgumentException">There is no name.</exception>
    /// <exception cref="CrashScenarioException">The work is async: it would be completed before it is done.</exception>
    public int Operation(string name, Action action, long tag = 0)
    {
        ArgumentNullException.ThrowIfNull(action);
        AsyncVoid.Refuse(action, $"The operation '{name}'");
        int operation = Begin(name, tag);
        action();
        Complete(operation);
        return operation;
    }

    /// <summary>Says that an operation begins.</summary>
    /// <param name="name">What it is called in reports.</param>
    /// <param name="tag">What the check is to know of it.</param>
    /// <returns>The operation's index.</returns>
    /// <exception cref="ArgumentException">There is no name.</exception>
    public int Begin(string name, long tag = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _recorder.Begin(name, tag);
    }

    /// <summary>Says that an operation is completed: what it promises must survive from here on.</summary>
    /// <param name="operation">Its index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such operation, or it is completed already.</exception>
    public void Complete(int operation) => _recorder.Complete(operation);
}
