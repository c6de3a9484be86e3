using System.Globalization;

namespace DaxNative.Tests;

/// <summary>What the library says of an operation when it returns.</summary>
internal enum TraceClaim
{
    /// <summary>Stored, and neither flushed nor fenced.</summary>
    Stored,

    /// <summary>Every line is on its way, and nothing waited for it.</summary>
    Flushed,

    /// <summary>Every line is on its way and was waited for.</summary>
    Durable,
}

/// <summary>Bytes that an operation leaves in a file.</summary>
/// <param name="File">Which file.</param>
/// <param name="Offset">Where in it.</param>
/// <param name="Bytes">What is there in the end.</param>
/// <param name="IsHint">Whether they are stored and nothing more, whatever the operation claims: a power cut may leave them as they were.</param>
internal sealed record TracedBytes(string File, long Offset, byte[] Bytes, bool IsHint = false)
{
    internal long End => Offset + Bytes.Length;
}

/// <summary>
/// What the library believes that it did, written down by the probe and compared by the tests with what the machine did.
/// This file is compiled into both.
/// </summary>
/// <param name="Number">The markers around it in the trace hold it.</param>
/// <param name="Round">Which code ran: as first compiled, or as compiled again.</param>
/// <param name="Name">For people.</param>
/// <param name="Claim">What it claims.</param>
/// <param name="Fences">How many SFENCE it takes.</param>
/// <param name="HasWholeUnits">Whether the library made the stores, and so none that tears an aligned unit of 8 bytes.</param>
/// <param name="Ranges">All that it stores.</param>
internal sealed record TracedOperation(
    int Number, string Round, string Name, TraceClaim Claim, int Fences, bool HasWholeUnits, IReadOnlyList<TracedBytes> Ranges)
{
    private const int RangeFields = 4;

    /// <summary>Where in the first file the marker of the beginning is stored, and behind it that of the end.</summary>
    internal const long BeginMarker = 0;

    internal const long EndMarker = 8;

    internal static TracedOperation Parse(string line)
    {
        string[] fields = line.Split('\t');
        var ranges = new List<TracedBytes>();
        for (int at = 6; at < fields.Length; at += RangeFields)
        {
            ranges.Add(new TracedBytes(fields[at], long.Parse(fields[at + 1], CultureInfo.InvariantCulture), Convert.FromBase64String(fields[at + 2]), bool.Parse(fields[at + 3])));
        }

        return new TracedOperation(
            int.Parse(fields[0], CultureInfo.InvariantCulture),
            fields[1],
            fields[2],
            Enum.Parse<TraceClaim>(fields[3]),
            int.Parse(fields[4], CultureInfo.InvariantCulture),
            bool.Parse(fields[5]),
            ranges);
    }

    internal string ToLine()
    {
        var fields = new List<object> { Number, Round, Name, Claim, Fences, HasWholeUnits };
        foreach (TracedBytes range in Ranges)
        {
            fields.AddRange([range.File, range.Offset, Convert.ToBase64String(range.Bytes), range.IsHint]);
        }

        return string.Join('\t', fields.Select(field => Convert.ToString(field, CultureInfo.InvariantCulture)));
    }

    public override string ToString() => $"{Round}, operation {Number}, {Name}";
}
