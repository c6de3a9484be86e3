using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative.Testing;

/// <summary>What is known at a crash: which operations were completed, so that what they promised must be there, and which were under way.</summary>
/// <remarks>One object for all crashes of a worker; it is valid for the length of a check. Not thread-safe.</remarks>
public sealed class CrashState
{
    private readonly IReadOnlyList<CrashOperation> _operations;
    private readonly bool[] _isStarted;
    private readonly bool[] _isCompleted;

    internal CrashState(IReadOnlyList<CrashOperation> operations)
    {
        _operations = operations;
        _isStarted = new bool[operations.Count];
        _isCompleted = new bool[operations.Count];
    }

    /// <summary>Gets every operation of the run, also those that had not begun.</summary>
    public IReadOnlyList<CrashOperation> Operations => _operations;

    /// <summary>Gets how many operations had begun, the completed ones among them.</summary>
    public int StartedCount { get; private set; }

    /// <summary>Gets how many operations were completed.</summary>
    public int CompletedCount { get; private set; }

    /// <summary>Gets how often the power has gone during a recovery: 0 for a crash of the run itself.</summary>
    public int RecoveriesCut { get; internal set; }

    /// <summary>Of which operations were in which state.</summary>
    internal ulong Hash { get; private set; }

    /// <summary>Gets whether an operation had begun.</summary>
    /// <param name="operation">Its index.</param>
    /// <returns>True also when it was completed.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such operation.</exception>
    public bool IsStarted(int operation) => _isStarted[operation];

    /// <summary>Gets whether an operation was completed.</summary>
    /// <param name="operation">Its index.</param>
    /// <returns>True when what it promised must be there.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such operation.</exception>
    public bool IsCompleted(int operation) => _isCompleted[operation];

    /// <summary>Counts the operations of a name that were completed.</summary>
    /// <param name="name">The name.</param>
    /// <returns>How many.</returns>
    public int CountCompleted(string name) => CountNamed(name, _isCompleted);

    /// <summary>Counts the operations of a name that had begun, the completed ones among them.</summary>
    /// <param name="name">The name.</param>
    /// <returns>How many.</returns>
    public int CountStarted(string name) => CountNamed(name, _isStarted);

    /// <summary>Says what must hold; costs nothing when it does.</summary>
    /// <param name="isTrue">Whether it holds.</param>
    /// <param name="expectation">What is reported if not; by default the condition's source text.</param>
    /// <exception cref="CrashCheckException">It does not hold.</exception>
    public void Require([DoesNotReturnIf(false)] bool isTrue, [CallerArgumentExpression(nameof(isTrue))] string? expectation = null)
    {
        if (!isTrue)
        {
            throw new CrashCheckException($"Does not hold after the recovery, with {CompletedCount} operations completed and {StartedCount} begun: {expectation}");
        }
    }

    internal void Clear()
    {
        Array.Clear(_isStarted);
        Array.Clear(_isCompleted);
        (StartedCount, CompletedCount, Hash, RecoveriesCut) = (0, 0, 0, 0);
    }

    internal void Apply(in TraceEvent entry)
    {
        if (entry.Kind == TraceEventKind.OperationStarted)
        {
            _isStarted[entry.Operation] = true;
            StartedCount++;
            Hash ^= ImageHash.Mix(((ulong)entry.Operation << 1) + 2);
        }
        else if (entry.Kind == TraceEventKind.OperationCompleted)
        {
            _isCompleted[entry.Operation] = true;
            CompletedCount++;
            Hash ^= ImageHash.Mix(((ulong)entry.Operation << 1) + 3);
        }
    }

    private int CountNamed(string name, bool[] states)
    {
        int count = 0;
        for (int i = 0; i < states.Length; i++)
        {
            count += states[i] && string.Equals(_operations[i].Name, name, StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }
}
