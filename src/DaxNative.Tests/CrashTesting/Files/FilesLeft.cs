using System.Text;
using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What a power cut at the end of a run may leave of files, as text: every possibility.</summary>
internal static class FilesLeft
{
    /// <param name="prepare">What is durable beforehand.</param>
    /// <param name="run">What is done to it.</param>
    /// <param name="describe">What of it is of interest.</param>
    /// <param name="change">Other rules.</param>
    internal static string[] By(
        Action<SimulatedFileSystem> prepare, Action<SimulatedFileSystem> run, Func<SimulatedFileSystem, string> describe, Func<FileCrashScenario, FileCrashScenario>? change = null)
    {
        var found = new HashSet<string>();
        var scenario = new FileCrashScenario
        {
            Prepare = prepare,
            Run = crashed => crashed.Operation("everything", () => run(crashed.Files)),
            Subject = FileCrashSubject.Of(describe, (left, crash) =>
            {
                if (crash.CompletedCount == 1)
                {
                    found.Add(left);
                }
            }),
        };
        FileCrashReport report = FileCrashExplorer.Explore(change?.Invoke(scenario) ?? scenario, new ExplorerOptions { Workers = 1, RecoveryDepth = 0 });
        report.ThrowIfFailed();
        return report.IsExhaustive ? [.. found.Order(StringComparer.Ordinal)] : throw new InvalidOperationException("Too much is possible to see all of it.");
    }

    /// <summary>A file's text, with 0 for a zero; a dash where there is none.</summary>
    internal static string Text(SimulatedFileSystem files, string path)
    {
        if (!files.Exists(path))
        {
            return "-";
        }

        using SimulatedFile file = files.Open(path);
        byte[] content = new byte[file.Length];
        file.Read(0, content);
        return Encoding.UTF8.GetString(content).Replace('\0', '0');
    }

    internal static void Write(this SimulatedFileSystem files, string path, string text)
    {
        using SimulatedFile file = files.Open(path, FileMode.OpenOrCreate);
        file.Write(0, Encoding.UTF8.GetBytes(text));
    }

    internal static void Flush(this SimulatedFileSystem files, string path)
    {
        using SimulatedFile file = files.Open(path);
        file.FlushToDisk();
    }
}
