using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>Two threads that count what they have done, in the places 0 to 2.</summary>
internal static class TwoWriters
{
    private const int Increments = 6;

    /// <summary>The place that a writer alone counts in.</summary>
    internal static long Own(int writer) => 64 * (1 + writer);

    /// <summary>Two writers of so many operations each.</summary>
    /// <param name="granularity">Of the memory.</param>
    /// <param name="increment">An operation: counts at 0, or at the writer's own place, or at both.</param>
    /// <param name="countsTogether">Whether all operations are counted at 0.</param>
    /// <param name="countsAlone">Whether each writer's operations are counted at its own place.</param>
    internal static CrashScenario Counting(StoreGranularity granularity, Action<CrashRun> increment, bool countsTogether, bool countsAlone)
    {
        void Write(CrashRun run)
        {
            for (int i = 0; i < Increments; i++)
            {
                run.Operation(NameOf(run.Writer), () => increment(run));
            }
        }

        return new CrashScenario
        {
            Length = 256,
            Granularity = granularity,
            Writers = [Write, Write],
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
            {
                crash.Require(!countsTogether || memory.ReadOnlyRef<long>(0) >= crash.CompletedCount);
                crash.Require(!countsAlone || memory.ReadOnlyRef<long>(Own(0)) >= crash.CountCompleted(NameOf(0)));
                crash.Require(!countsAlone || memory.ReadOnlyRef<long>(Own(1)) >= crash.CountCompleted(NameOf(1)));
            }),
        };
    }

    private static string NameOf(int writer) => $"increment by {writer}";
}
