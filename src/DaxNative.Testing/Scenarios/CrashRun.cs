namespace DaxNative.Testing;

/// <summary>The run as its own code sees it: the memory, and what it says of its operations.</summary>
/// <remarks>One object for each writer.</remarks>
public sealed class CrashRun
{
    private readonly RunRecording _recording;

    internal CrashRun(RunRecording recording, int writer)
    {
        _recording = recording;
        Writer = writer;
    }

    /// <summary>Gets the memory, after <see cref="CrashScenario.Prepare"/>.</summary>
    public PersistentMapping Memory => _recording.Mapping;

    /// <summary>Gets the number of this writer, from 0.</summary>
    public int Writer { get; }

    /// <summary>
    /// Lets other writers go first: a place at which they may change, as they do at each flush, drain and operation's boundary, where one
    /// reaches for the memory and where one waits for a lock. A structure that spins for what another thread does calls it each time.
    /// </summary>
    /// <exception cref="InvalidOperationException">The writers have done nothing but that for 20 seconds.</exception>
    /// <remarks>Does nothing on a thread that is no writer of a run. Thread-safe.</remarks>
    public static void Yield() => WriterWaits.OfThisThread?.Point(waits: true);

    /// <summary>Does something that is promised to survive once it returns.</summary>
    /// <param name="name">What it is called in reports.</param>
    /// <param name="action">The work.</param>
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
        return _recording.Begin(name, tag);
    }

    /// <summary>Says that an operation is completed: what it promises must survive from here on.</summary>
    /// <param name="operation">Its index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such operation, or it is completed already.</exception>
    public void Complete(int operation) => _recording.Complete(operation);
}
