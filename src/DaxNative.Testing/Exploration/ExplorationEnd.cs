namespace DaxNative.Testing;

/// <summary>Why an exploration ended.</summary>
public enum ExplorationEnd
{
    /// <summary>All that was planned is done.</summary>
    Done,

    /// <summary>An image failed, and <see cref="ExplorerOptions.StopAtFirstFailure"/> is set.</summary>
    FirstFailure,

    /// <summary>A recovery or a check did not return for <see cref="ExplorerOptions.RecoveryLimit"/>.</summary>
    Stuck,

    /// <summary><see cref="ExplorerOptions.TimeLimit"/> was over.</summary>
    TimeLimit,

    /// <summary>It was cancelled.</summary>
    Canceled,
}
