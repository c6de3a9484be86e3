using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>The bugs of docs/crash-testing-bugs.md, and the scenario that shows each.</summary>
internal static class PlantedBugs
{
    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        .. Enum.GetValues<QueueMistake>().Skip(1).Select(OfQueue),
        .. Enum.GetValues<TreeMistake>().Skip(1).Select(OfTree),
        .. Enum.GetValues<RootMistake>().Skip(1).Select(OfRoot),
    ];

    private static PlantedBug OfQueue(QueueMistake mistake) => new(
        $"queue: {mistake}",
        () => mistake switch
        {
            QueueMistake.HelperDoesNotPersist or QueueMistake.FreedBeforeHeadIsDurable or QueueMistake.EmptyBeforeHeadIsDurable => QueueScenarios.Together(mistake),
            QueueMistake.RecoveryDoesNotPersist or QueueMistake.RecoveryDrainsElsewhere => QueueScenarios.AfterAKill(mistake),
            QueueMistake.LinkWithoutCount => QueueScenarios.WithAHeldEnqueue(mistake),
            QueueMistake.HeadWithoutCount => QueueScenarios.WithAHeldDequeue(mistake),
            _ => QueueScenarios.Alone(mistake),
        },
        mistake is QueueMistake.HeadPersistedTwice or QueueMistake.LoadPersists ? PlantedBugKind.Redundant : PlantedBugKind.Found,
        () => QueueScenarios.Alone(QueueMistake.None));

    private static PlantedBug OfTree(TreeMistake mistake) => new(
        $"tree: {mistake}",
        () => mistake switch
        {
            TreeMistake.CountOutsideLock => TreeScenarios.Together(mistake),
            TreeMistake.EmptinessOutsideLock => TreeScenarios.Taking(mistake),
            TreeMistake.ReadOutsideLock => TreeScenarios.Reading(mistake),
            TreeMistake.ShortGeneration => TreeScenarios.After256Changes(mistake),
            _ => TreeScenarios.Alone(mistake),
        },
        mistake switch
        {
            TreeMistake.NodePersistedTwice or TreeMistake.BitmapDrainedAlone => PlantedBugKind.Redundant,
            TreeMistake.CountOverwritten => PlantedBugKind.OutsideTheModel,
            _ => PlantedBugKind.Found,
        },
        () => TreeScenarios.Alone(TreeMistake.None));

    private static PlantedBug OfRoot(RootMistake mistake) => new(
        $"root: {mistake}",
        () => mistake switch
        {
            RootMistake.CountOutsideLock => RootScenarios.Together(mistake),
            RootMistake.EmptinessOutsideLock => RootScenarios.Taking(mistake),
            RootMistake.ShownBeforeDurable or RootMistake.LoadDrains => RootScenarios.Reading(mistake),
            RootMistake.ShortGeneration => RootScenarios.Alone(mistake, versions: 252),
            RootMistake.TableFlushedInPart => RootScenarios.Filling(mistake),
            RootMistake.RecoveryDoesNotPersist or RootMistake.RecoveryDrainsElsewhere => RootScenarios.AfterAKill(mistake),
            _ => RootScenarios.Alone(mistake),
        },
        mistake switch
        {
            RootMistake.PagesPersistedTwice or RootMistake.LoadDrains => PlantedBugKind.Redundant,
            RootMistake.BusyMark => PlantedBugKind.OutsideTheModel,
            _ => PlantedBugKind.Found,
        },
        () => mistake == RootMistake.LoadDrains ? RootScenarios.Reading(RootMistake.None) : RootScenarios.Alone(RootMistake.None));
}
