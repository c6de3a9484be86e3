using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>The report as text for programs: a line a comparison, tab-separated.</summary>
internal static class Lines
{
    internal static string Of(Comparison of) => string.Join(
        '\t',
        of.Name,
        Time(of.Ours),
        of.Peer,
        Time(of.Theirs),
        Ratio(of.Ratio.Median),
        Ratio(of.Ratio.Low),
        Ratio(of.Ratio.High),
        Time(of.Difference),
        of.Rounds.ToString(CultureInfo.InvariantCulture));

    internal static string Ratio(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds with as many digits as mean something.</summary>
    internal static string Time(double nanoseconds) =>
        nanoseconds.ToString(Math.Abs(nanoseconds) < 1000 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
