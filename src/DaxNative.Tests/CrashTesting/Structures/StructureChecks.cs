using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What must hold of any structure, whatever it is.</summary>
internal static class StructureChecks
{
    /// <summary>Each operation put in what its tag says: what is there was begun, and what was completed is there.</summary>
    internal static void RequireWhatWasPut(this CrashState crash, Func<long, bool> isThere)
    {
        foreach (CrashOperation operation in crash.Operations)
        {
            crash.Require(isThere(operation.Tag) ? crash.IsStarted(operation.Index) : !crash.IsCompleted(operation.Index));
        }
    }

    /// <summary>Each operation took one, as long as there was any.</summary>
    internal static void RequireWhatIsLeft(this CrashState crash, int left, int atFirst) =>
        crash.Require(left <= atFirst - Math.Min(atFirst, crash.CompletedCount) && left >= atFirst - crash.StartedCount);

    /// <summary>What an operation has read of a value that only grows is there.</summary>
    /// <param name="crash">What was completed.</param>
    /// <param name="read">By operation.</param>
    /// <param name="value">What is there.</param>
    internal static void RequireWhatWasRead(this CrashState crash, IEnumerable<KeyValuePair<int, long>> read, long value) =>
        crash.Require(read.All(pair => !crash.IsCompleted(pair.Key) || pair.Value <= value), "what was read is there");

    /// <summary>How many operations have left something, the one of a killed process before others that went on counted in.</summary>
    internal static int CountLeftAfterAKill(this CrashState crash) => crash.CompletedCount > 1 ? crash.CompletedCount + 1 : crash.CompletedCount;
}
