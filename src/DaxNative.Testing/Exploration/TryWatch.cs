namespace DaxNative.Testing;

/// <summary>What a thread says of the recoveries and checks that it runs, for another one that sees whether it comes on.</summary>
internal sealed class TryWatch
{
    // Odd while a recovery or its check is under way.
    private long _steps;
    private volatile bool _isChecking;
    private volatile int _depth;

    /// <summary>How often something began or ended: unchanged for long, and something under way, means that it does not return.</summary>
    internal long Steps => Volatile.Read(ref _steps);

    /// <summary>Whether the recovery has returned, and the check has not.</summary>
    internal bool IsChecking
    {
        get => _isChecking;
        set => _isChecking = value;
    }

    /// <summary>How many recoveries before this one were cut.</summary>
    internal int Depth => _depth;

    internal static bool IsUnderWay(long steps) => (steps & 1) != 0;

    internal void Begin(int depth)
    {
        _depth = depth;
        _isChecking = false;
        Volatile.Write(ref _steps, _steps + 1);
    }

    internal void End() => Volatile.Write(ref _steps, _steps + 1);
}
