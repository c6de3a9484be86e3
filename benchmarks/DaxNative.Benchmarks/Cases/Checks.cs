namespace DaxNative.Benchmarks;

/// <summary>What a sample must have left in the area. Before it, every byte was <see cref="Untouched"/>.</summary>
internal static class Checks
{
    internal const byte Untouched = 0xee;

    internal static string? Stores(Area area, Sample sample) => EachOperation(sample, (index, offset) =>
    {
        for (long line = 0; line < sample.Size; line += Sample.LineSize)
        {
            long stored = BitConverter.ToInt64(area.Span(offset + line, sizeof(long)));
            if (stored != index)
            {
                return $"{stored} instead of {index} in the line at {line}";
            }
        }

        return null;
    });

    internal static string? Copies(Area area, Sample sample) => EachOperation(sample, (_, offset) =>
        area.Span(offset, (int)sample.Size).SequenceEqual(area.Source((int)sample.Size)) ? Neighbours(area, sample, offset) : "the copy is not the source");

    internal static string? Fills(Area area, Sample sample) => EachOperation(sample, (_, offset) =>
        area.Span(offset, (int)sample.Size).ContainsAnyExcept(Sample.FillValue) ? "a byte does not have the value" : Neighbours(area, sample, offset));

    internal static string? Batches(Area area, Sample sample) => EachOperation(sample, (index, offset) =>
    {
        for (int line = 0; line < Sample.BatchLines; line++)
        {
            if (BitConverter.ToInt64(area.Span(offset + (long)line * Sample.BatchStride, sizeof(long))) != index)
            {
                return $"line {line} was not stored";
            }
        }

        return null;
    });

    /// <summary>Clears what a sample is going to work on, and a line more at both ends.</summary>
    internal static void Clear(Area area, Sample sample)
    {
        long end = sample.Offset + (sample.Count - 1) * sample.Stride + Math.Max(sample.Size, sample.Stride);
        long start = sample.Offset - Sample.LineSize;
        area.Span(start, checked((int)(Math.Min(area.Length, end + Sample.LineSize) - start))).Fill(Untouched);
    }

    private static string? Neighbours(Area area, Sample sample, long offset)
    {
        long after = offset + sample.Size;
        bool isClean = area.Span(after, (int)Math.Max(1, sample.Stride - sample.Size))[0] == Untouched || sample.Stride == sample.Size;
        return isClean && (offset != sample.Offset || area.Span(offset - 1, 1)[0] == Untouched) ? null : "a byte beside the range was changed";
    }

    private static string? EachOperation(Sample sample, Func<long, long, string?> check)
    {
        for (long i = 0; i < sample.Count; i++)
        {
            if (check(i, sample.Offset + i * sample.Stride) is { } wrong)
            {
                return $"operation {i}: {wrong}";
            }
        }

        return null;
    }
}
