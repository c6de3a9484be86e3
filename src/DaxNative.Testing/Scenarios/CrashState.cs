using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Testing;

/// <summary>What is known at a crash: which operations were completed, so that what they promised must be there, and which were under way.</summary>
/// <remarks>One object for all crashes of a worker; it is valid for the length of a check. Not thread-safe.</remarks>
public sealed class CrashState
{
    private readonly IReadOnlyList<CrashOperation> _operations;
    private readonly bool[] _isStarted;
    private readonly bool[] _isCompleted;
    private readonly Dictionary<string, (int Started, int Completed)> _named = new(StringComparer.Ordinal);
    private int _startedCount;
    private int _completedCount;

    internal CrashState(IReadOnlyList<CrashOperation> operations)
    {
        _operations = operations;
        _isStarted = new bool[operations.Count];
        _isCompleted = new bool[operations.Count];
    }

    /// <summary>Gets every operation of the run, also those that had not begun.</summary>
    public IReadOnlyList<CrashOperation> Operations
    {
        get
        {
            WasAsked = true;
            return _operations;
        }
    }

    /// <summary>Gets how many operations had begun, the completed ones among them.</summary>
    public int StartedCount
    {
        get
        {
            WasAsked = true;
            return _startedCount;
        }
    }

    /// <summary>Gets how many operations were completed.</summary>
    public int CompletedCount
    {
        get
        {
            WasAsked = true;
            return _completedCount;
        }
    }

    /// <summary>Gets how often the power has gone during a recovery: 0 for a crash of the run itself.</summary>
    public int RecoveriesCut { get; internal set; }

    /// <summary>Whether a check has asked for anything, or required it.</summary>
    internal bool WasAsked { get; private set; }

    /// <summary>Of which operations were in which state.</summary>
    internal ulong Hash { get; private set; }

    /// <summary>Gets whether an operation had begun.</summary>
    /// <param name="operation">Its index.</param>
    /// <returns>True also when it was completed.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such operation.</exception>
    public bool IsStarted(int operation)
    {
        WasAsked = true;
        return _isStarted[operation];
    }

    /// <summary>Gets whether an operation was completed.</summary>
    /// <param name="operation">Its index.</param>
    /// <returns>True when what it promised must be there.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such operation.</exception>
    public bool IsCompleted(int operation)
    {
        WasAsked = true;
        return _isCompleted[operation];
    }

    /// <summary>Counts the operations of a name that were completed.</summary>
    /// <param name="name">The name.</param>
    /// <returns>How many.</returns>
    public int CountCompleted(string name) => Named(name).Completed;

    /// <summary>Counts the operations of a name that had begun, the completed ones among them.</summary>
    /// <param name="name">The name.</param>
    /// <returns>How many.</returns>
    public int CountStarted(string name) => Named(name).Started;

    /// <summary>Says what must hold; costs nothing when it does.</summary>
    /// <param name="isTrue">Whether it holds.</param>
    /// <param name="expectation">What is reported if not; by default the condition's source text.</param>
    /// <exception cref="CrashCheckException">It does not hold.</exception>
    public void Require([DoesNotReturnIf(false)] bool isTrue, [CallerArgumentExpression(nameof(isTrue))] string? expectation = null)
    {
        WasAsked = true;
        if (!isTrue)
        {
            throw new CrashCheckException($"Does not hold after the recovery, with {CompletedCount} operations completed and {StartedCount} begun: {expectation}");
        }
    }

    internal void Clear()
    {
        _named.Clear();
        Array.Clear(_isStarted);
        Array.Clear(_isCompleted);
        (_startedCount, _completedCount, Hash, RecoveriesCut) = (0, 0, 0, 0);
    }

    internal void Apply(in TraceEvent entry)
    {
        if (entry.Kind == TraceEventKind.OperationStarted)
        {
            _isStarted[entry.Operation] = true;
            _startedCount++;
            CollectionsMarshal.GetValueRefOrAddDefault(_named, _operations[entry.Operation].Name, out _).Started++;
            Hash ^= ImageHash.Mix(((ulong)entry.Operation << 1) + 2);
        }
        else if (entry.Kind == TraceEventKind.OperationCompleted)
        {
            _isCompleted[entry.Operation] = true;
            _completedCount++;
            CollectionsMarshal.GetValueRefOrAddDefault(_named, _operations[entry.Operation].Name, out _).Completed++;
            Hash ^= ImageHash.Mix(((ulong)entry.Operation << 1) + 3);
        }
    }

    private (int Started, int Completed) Named(string name)
    {
        WasAsked = true;
        return _named.GetValueOrDefault(name);
    }
}
