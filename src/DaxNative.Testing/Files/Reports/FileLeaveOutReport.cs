namespace DaxNative.Testing;

/// <summary>What becomes of a scenario on files when each of its flushes is left out in turn.</summary>
/// <param name="Sound">The exploration with all of them.</param>
/// <param name="Flushes">Each flush, those of the run first.</param>
public sealed record FileLeaveOutReport(FileCrashReport Sound, IReadOnlyList<LeftOutFlush> Flushes)
{
    /// <summary>Gets the flushes whose absence was found.</summary>
    public IEnumerable<LeftOutFlush> Found => Flushes.Where(left => left.IsFound);

    /// <summary>Gets the flushes that make no difference.</summary>
    public IEnumerable<LeftOutFlush> Redundant => Flushes.Where(left => !left.IsFound && left.IsRedundant);

    /// <summary>Gets the flushes whose absence allows new images, none of which failed: the check is too weak, or the structure copes.</summary>
    public IEnumerable<LeftOutFlush> NotFound => Flushes.Where(left => !left.IsFound && !left.IsRedundant);

    /// <summary>Gets a line for each flush.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString() => string.Join(
        Environment.NewLine,
        Flushes.Select(left => left.ToString()).Prepend($"{Sound.Scenario}: of {Flushes.Count} flushes {Found.Count()} found, {Redundant.Count()} redundant, {NotFound.Count()} not found"));
}
