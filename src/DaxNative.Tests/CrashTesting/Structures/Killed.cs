namespace DaxNative.Tests;

/// <summary>What a process leaves that is killed: its stores are in the caches, and what it flushed is drained by nobody.</summary>
internal static class Killed
{
    /// <summary>Does something that is not completed, on a thread that is gone then.</summary>
    /// <param name="action">Does all but the last drain.</param>
    internal static void Process(Action action)
    {
        var process = new Thread(() => action());
        process.Start();
        process.Join();
    }
}
