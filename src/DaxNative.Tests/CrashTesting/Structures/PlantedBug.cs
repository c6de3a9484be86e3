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
    private const int Schedules = 50;

    /// <summary>Explores a scenario until it fails; one of several writers in other and other orders of them.</summary>
    /// <returns>How it was found, in a line; null if it was not.</returns>
    internal static string? Find(CrashScenario scenario, int recoveryDepth = 1, long maxImages = 1_000_000)
    {
        int schedules = scenario.Writers.Count > 1 ? Schedules : 1;

        // One by one, because a mistake may show itself in the run, without any crash.
        for (int schedule = 0; schedule < schedules; schedule++)
        {
            var options = new ExplorerOptions
            {
                Schedule = schedule,
                MaxImages = Math.Max(1, maxImages / schedules),
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
                    return $"{scenario.Name}: schedule {schedule}, {report.ImagesRun:N0} images: {report.Failures[0].Cause.Message}";
                }
            }
            catch (StructureException cause)
            {
                return $"{scenario.Name}: schedule {schedule}, without a crash: {cause.Message}";
            }
        }

        return null;
    }
}
