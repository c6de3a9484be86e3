using System.Text.RegularExpressions;
using DaxNative.LogCrashes;
using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>The log's own source, compiled together with its scenarios after one place was changed.</summary>
internal static partial class LogSources
{
    private const string Log = "src/DaxNative.Log/";

    private static readonly MutatedSource s_source = new(
        "DaxNative.Log", [Log, "src/DaxNative.Tests/LogCrashes/Scenarios/"], WithoutGenerated, typeof(PersistentMapping), typeof(CrashScenario), typeof(Microsoft.Extensions.Logging.ILogger));

    /// <summary>Makes the scenarios of a log with a fault.</summary>
    internal static IReadOnlyDictionary<string, CrashScenario> ScenariosWith(LogMutant mutant) =>
        (IReadOnlyDictionary<string, CrashScenario>)s_source.With(mutant.Name, Log + mutant.File, mutant.Original, mutant.Changed)
            .GetType(typeof(LogScenarios).FullName!, throwOnError: true)!.GetMethod(nameof(LogScenarios.All))!.Invoke(null, null)!;

    // What a generator would write, which does not run here: messages that nobody reads.
    private static string WithoutGenerated(string text) =>
        LoggedMessage().Replace(text, "static void $1 { }");

    [GeneratedRegex(@"static partial void (\w+\([^;]*\));")]
    private static partial Regex LoggedMessage();
}
