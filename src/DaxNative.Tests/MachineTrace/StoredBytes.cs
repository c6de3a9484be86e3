namespace DaxNative.Tests;

/// <summary>What an operation has stored, beside what it is to have stored in the end.</summary>
internal sealed class StoredBytes(TracedOperation operation)
{
    private const int Unit = 8;

    private readonly (TracedBytes Range, byte?[] Found)[] _ranges =
        [.. operation.Ranges.Select(range => (range, new byte?[range.Bytes.Length]))];

    internal bool Covers(MachineEvent store) => RangeOf(store) is not null;

    internal bool CoversLine(string? file, long line) =>
        operation.Ranges.Any(range => range.File == file && range.Offset < line + MachineEvent.LineSize && line < range.End);

    /// <summary>Whether a store is to reach the memory at some time, and no more.</summary>
    internal bool IsHint(MachineEvent store) => RangeOf(store) is { Range.IsHint: true };

    /// <summary>Finds an aligned unit, all of which is to be stored, that a store changes in part.</summary>
    /// <returns>Where the unit begins; null when there is none.</returns>
    internal long? Tears(MachineEvent store)
    {
        (TracedBytes range, byte?[] found) = RangeOf(store)!.Value;
        for (long unit = store.Offset & -Unit; unit < store.End; unit += Unit)
        {
            bool isWhole = store.Offset <= unit && store.End >= unit + Unit;
            if (!isWhole && unit >= range.Offset && unit + Unit <= range.End)
            {
                for (long at = Math.Max(unit, store.Offset); at < Math.Min(unit + Unit, store.End); at++)
                {
                    if (found[at - range.Offset] != store.ByteAt(at))
                    {
                        return unit;
                    }
                }
            }
        }

        return null;
    }

    internal void Add(MachineEvent store)
    {
        (TracedBytes range, byte?[] found) = RangeOf(store)!.Value;
        for (long at = store.Offset; at < store.End; at++)
        {
            found[at - range.Offset] = store.ByteAt(at);
        }
    }

    /// <summary>The first wrong byte of each range.</summary>
    internal IEnumerable<string> Wrong()
    {
        foreach ((TracedBytes range, byte?[] found) in _ranges)
        {
            int at = Array.FindIndex(found, value => value is null);
            if (at >= 0)
            {
                yield return $"the byte at {range.Offset + at} of {range.File} was never stored";
            }

            at = Enumerable.Range(0, found.Length).FirstOrDefault(i => found[i] is { } value && value != range.Bytes[i], -1);
            if (at >= 0)
            {
                yield return $"the byte at {range.Offset + at} of {range.File} is 0x{found[at]:X2}, not 0x{range.Bytes[at]:X2}";
            }
        }
    }

    private (TracedBytes Range, byte?[] Found)? RangeOf(MachineEvent store)
    {
        foreach ((TracedBytes Range, byte?[] Found) one in _ranges)
        {
            if (one.Range.File == store.File && store.Offset >= one.Range.Offset && store.End <= one.Range.End)
            {
                return one;
            }
        }

        return null;
    }
}
