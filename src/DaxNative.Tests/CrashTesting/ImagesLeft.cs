using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What a power cut at the end of a run can leave.</summary>
internal static class ImagesLeft
{
    internal const int Length = 8192;

    /// <summary>All that can be left of some words, as their values with a space between.</summary>
    /// <param name="run">What is done.</param>
    /// <param name="words">The offsets to look at.</param>
    /// <param name="granularity">Of the memory.</param>
    internal static HashSet<string> By(Action<PersistentMapping> run, long[] words, StoreGranularity granularity = StoreGranularity.CacheLine)
    {
        var found = new HashSet<string>();
        CrashReport report = CrashExplorer.Explore(
            new CrashScenario
            {
                Length = Length,
                Granularity = granularity,
                Run = crash =>
                {
                    run(crash.Memory);
                    crash.Operation("the end", () => { });
                },
                Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
                {
                    if (crash.CompletedCount == 1)
                    {
                        found.Add(string.Join(' ', words.Select(word => memory.ReadOnlyRef<long>(word))));
                    }
                }),
            },
            new ExplorerOptions { Workers = 1, RecoveryDepth = 0 });
        report.ThrowIfFailed();
        return report.IsExhaustive ? found : throw new InvalidOperationException("Not all images were looked at.");
    }

    /// <summary>Does something on another thread.</summary>
    internal static void OnAnotherThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
