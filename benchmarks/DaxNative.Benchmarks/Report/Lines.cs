using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>The report as text for programs: a line a comparison, tab-separated.</summary>
internal static class Lines
{
    internal const string Disturbed = "disturbed";
    private const string SkippedStart = "skipped: ";

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
        of.Rounds.ToString(CultureInfo.InvariantCulture),
        of.IsDisturbed ? Disturbed : "");

    internal static string Skipped(string name, string reason) =>
        string.Join('\t', [name, .. Enumerable.Repeat("-", 8), SkippedStart + reason]);

    /// <summary>Reads what <see cref="Of"/> wrote; null for a case that was skipped.</summary>
    internal static Comparison? Parse(string line)
    {
        string[] part = line.Split('\t');
        if (part[^1].StartsWith(SkippedStart, StringComparison.Ordinal))
        {
            return null;
        }

        double Number(int index) => double.Parse(part[index], CultureInfo.InvariantCulture);
        return new Comparison(part[0], Number(1), part[2], Number(3), new Interval(Number(5), Number(4), Number(6)), Number(7), (int)Number(8))
        {
            IsDisturbed = part[9] == Disturbed,
        };
    }

    internal static string Ratio(double value) => value.ToString(value < 0.1 ? "F6" : "F3", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds with as many digits as mean something.</summary>
    internal static string Time(double nanoseconds) =>
        nanoseconds.ToString(Math.Abs(nanoseconds) < 1000 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
