using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>The sizes that cases go through, and how a name spells them.</summary>
internal static class Sizes
{
    internal static readonly long[] Persist = [8, 64, 256, 1 << 10, 4 << 10, 64 << 10, 1 << 20];

    /// <summary>Powers of two from 8 B to 16 MiB, and three between.</summary>
    internal static readonly long[] Copy =
        [.. Enumerable.Range(3, 22).Select(power => 1L << power).Concat([24L, 384L, 768L]).Order()];

    internal static string Text(long size) => size switch
    {
        >= 1 << 20 when size % (1 << 20) == 0 => (size >> 20).ToString(CultureInfo.InvariantCulture) + "Mi",
        >= 1 << 10 when size % (1 << 10) == 0 => (size >> 10).ToString(CultureInfo.InvariantCulture) + "Ki",
        _ => size.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>As a text has it: what <see cref="Text"/> wrote, with a unit.</summary>
    internal static string WithUnit(string text) => text[^1] == 'i' ? $"{text[..^2]} {text[^2..]}B" : $"{text} B";

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    internal static long Parse(string text)
    {
        int shift = text.EndsWith("Mi", StringComparison.Ordinal) ? 20 : text.EndsWith("Ki", StringComparison.Ordinal) ? 10 : 0;
        return long.Parse(shift == 0 ? text : text[..^2], CultureInfo.InvariantCulture) << shift;
    }

    /// <summary>Of a record with its header of half a line.</summary>
    internal static long Record(long payload) => Lines(Sample.LineSize / 2 + payload);

    /// <summary>Up to the next line, so that no two operations share one.</summary>
    internal static long Lines(long size) => (size + Sample.LineSize - 1) / Sample.LineSize * Sample.LineSize;
}
