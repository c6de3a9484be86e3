using System.Globalization;

namespace DaxNative.Testing;

/// <summary>What was explored of the crashes at one depth: of the run, of its recovery, of the recovery after that.</summary>
/// <param name="Points">Moments at which the power went.</param>
/// <param name="Possible">Images that the model allows there; those of several moments count once for each.</param>
/// <param name="Built">Images that were built.</param>
/// <param name="Distinct">Those that were met at no depth before this one, with these operations completed.</param>
/// <param name="Run">Images recovered and checked; what two recoveries leave alike is run for each.</param>
/// <param name="Failed">Images that were not sound.</param>
/// <param name="Uncut">Sound images whose recovery was not crashed because <see cref="ExplorerOptions.MaxImages"/> was spent.</param>
/// <param name="IsExhaustive">Whether every possible image was built.</param>
public sealed record CrashLevelReport(
    long Points, double Possible, long Built, long Distinct, long Run, long Failed, long Uncut, bool IsExhaustive)
{
    /// <summary>Adds what was explored of another run at the same depth.</summary>
    internal static CrashLevelReport Sum(CrashLevelReport left, CrashLevelReport right) => new(
        left.Points + right.Points,
        left.Possible + right.Possible,
        left.Built + right.Built,
        left.Distinct + right.Distinct,
        left.Run + right.Run,
        left.Failed + right.Failed,
        left.Uncut + right.Uncut,
        left.IsExhaustive && right.IsExhaustive);

    /// <summary>Gets the counts in a line.</summary>
    /// <returns>Text for a report.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Points:N0} points, {PossibleText} possible images, {Built:N0} built, {Distinct:N0} distinct, {Run:N0} run, {Failed:N0} failed")
        + (IsExhaustive ? " (all of them)" : " (a sample)")
        + (Uncut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {Uncut:N0} recoveries were not crashed: the budget was spent"));

    /// <summary>How many are possible, as a person reads it.</summary>
    internal string PossibleText =>
        Possible < 1e12 ? Possible.ToString("N0", CultureInfo.InvariantCulture) : Possible.ToString("0.0e0", CultureInfo.InvariantCulture);
}
