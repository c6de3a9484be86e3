using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>Small scenarios: a payload in one file, and a file beside it whose name says that the payload is there.</summary>
internal static class FileCommits
{
    /// <summary>Payload first, flushed, then the name: sound.</summary>
    internal static FileCrashScenario Sound => Of(files => files.Flush("payload"));

    /// <summary>The name may come first.</summary>
    internal static FileCrashScenario WithoutFlush => Of(_ => { });

    internal static FileCrashScenario Of(Action<SimulatedFileSystem> betweenThem) => new()
    {
        Name = "commit",
        Prepare = files => files.Write("payload", new string('a', 1200)),
        Run = run => run.Operation("commit", () =>
        {
            run.Files.Write("payload", new string('b', 1200));
            betweenThem(run.Files);
            run.Files.Open("committed", FileMode.CreateNew);
            run.Files.FlushDirectory();
        }),
        Subject = FileCrashSubject.Of(files => files, Check),
    };

    internal static void Check(SimulatedFileSystem files, CrashState crash)
    {
        crash.Require(files.Exists("committed") || crash.CompletedCount == 0);
        crash.Require(!files.Exists("committed") || FilesLeft.Text(files, "payload") == new string('b', 1200));
    }

    internal static FileCrashReport Explore(FileCrashScenario scenario, ExplorerOptions? options = null) =>
        FileCrashExplorer.Explore(scenario, options ?? new ExplorerOptions { Workers = 1 });
}
