using System.Globalization;

namespace DaxNative.Tests;

/// <summary>What an operation on a log promises.</summary>
internal enum LoggedKind
{
    /// <summary>The records are there, all or none.</summary>
    Whole,

    /// <summary>Records at the log's beginning are given up.</summary>
    Truncate,
}

/// <summary>
/// What a log must hold once an operation is completed, beside what it held before. Written down by the probe; this file is
/// compiled into the tests too.
/// </summary>
/// <param name="Number">The markers around it in the trace hold it.</param>
/// <param name="Kind">What it promises.</param>
/// <param name="Dropped">How many records, counted from the log's creation, are given up with it.</param>
/// <param name="Payloads">The records that it appends.</param>
internal sealed record LoggedOperation(int Number, LoggedKind Kind, int Dropped, IReadOnlyList<byte[]> Payloads)
{
    internal static LoggedOperation Parse(string line)
    {
        string[] fields = line.Split('\t');
        return new LoggedOperation(
            int.Parse(fields[0], CultureInfo.InvariantCulture),
            Enum.Parse<LoggedKind>(fields[1]),
            int.Parse(fields[2], CultureInfo.InvariantCulture),
            [.. fields[3..].Select(Convert.FromBase64String)]);
    }

    internal string ToLine() => string.Join('\t', [
        Number.ToString(CultureInfo.InvariantCulture), Kind.ToString(), Dropped.ToString(CultureInfo.InvariantCulture), .. Payloads.Select(Convert.ToBase64String)]);
}
