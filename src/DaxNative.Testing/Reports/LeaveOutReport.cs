namespace DaxNative.Testing;

/// <summary>What becomes of a scenario when each of its flushes and drains is left out in turn.</summary>
/// <param name="Sound">The exploration with all of them.</param>
/// <param name="Events">Each event, those of the run first.</param>
public sealed record LeaveOutReport(CrashReport Sound, IReadOnlyList<LeftOutEvent> Events)
{
    /// <summary>Gets the events whose absence was found.</summary>
    public IEnumerable<LeftOutEvent> Found => Events.Where(left => left.IsFound);

    /// <summary>Gets the events that make no difference.</summary>
    public IEnumerable<LeftOutEvent> Redundant => Events.Where(left => !left.IsFound && left.IsRedundant);

    /// <summary>Gets the events whose absence allows new images, none of which failed: the check is too weak, or the structure copes.</summary>
    public IEnumerable<LeftOutEvent> NotFound => Events.Where(left => !left.IsFound && !left.IsRedundant);

    /// <summary>Gets a line for each event.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString() => string.Join(
        Environment.NewLine,
        Events.Select(left => left.ToString()).Prepend($"{Sound.Scenario}: of {Events.Count} flushes and drains {Found.Count()} found, {Redundant.Count()} redundant, {NotFound.Count()} not found"));
}
