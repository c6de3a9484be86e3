using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What becomes of a planted bug.</summary>
internal enum PlantedBugKind
{
    Found,
    Redundant,
    OutsideTheModel,
}

/// <summary>A planted bug and where to look for it.</summary>
/// <param name="Name">The structure and the mistake.</param>
/// <param name="Scenario">What shows it.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Sound">The same without the mistake; null where nothing is compared with it.</param>
internal sealed record PlantedBug(string Name, Func<CrashScenario> Scenario, PlantedBugKind Kind = PlantedBugKind.Found, Func<CrashScenario>? Sound = null)
{
    // The most that a bug of several writers needed is in docs/crash-testing-bugs.md.
    private const ulong Schedules = 50;

    /// <summary>Explores a scenario until it fails; one of several writers in other and other orders of them.</summary>
    /// <returns>How it was found, in a line; null if it was not.</returns>
    internal static string? Find(CrashScenario scenario, int recoveryDepth = 1, long maxImages = 1_000_000)
    {
        ulong schedules = scenario.Writers.Count > 1 ? Schedules : 1;
        for (ulong seed = 1; seed <= schedules; seed++)
        {
            var options = new ExplorerOptions
            {
                Seed = seed,
                MaxImages = Math.Max(1, maxImages / (long)schedules),
                RecoveryDepth = recoveryDepth,
                StopAtFirstFailure = true,
                MaxReportedFailures = 1,
                KeepsSources = false,
            };
            try
            {
                CrashReport report = CrashExplorer.Explore(scenario, options);
                if (report.FailedImages != 0)
                {
                    return $"{scenario.Name}: seed {seed}, {report.ImagesRun:N0} images: {report.Failures[0].Cause.Message}";
                }
            }
            catch (StructureException cause)
            {
                return $"{scenario.Name}: seed {seed}, without a crash: {cause.Message}";
            }
        }

        return null;
    }
}
