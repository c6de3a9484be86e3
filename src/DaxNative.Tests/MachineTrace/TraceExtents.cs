using System.Globalization;

namespace DaxNative.Tests;

/// <summary>Where the files of the traced file system lie in the traced memory.</summary>
internal sealed class TraceExtents
{
    private readonly (long Start, long End, string File, long Offset)[] _extents;

    private TraceExtents(IEnumerable<(long Start, long End, string File, long Offset)> extents) =>
        _extents = [.. extents.OrderBy(extent => extent.Start)];

    /// <summary>Reads lines of path, offset in the file, offset in the memory and length.</summary>
    internal static TraceExtents Read(string path) => Parse(File.ReadLines(path));

    internal static TraceExtents Parse(IEnumerable<string> lines) => new(
        from line in lines
        let fields = line.Split('\t')
        let numbers = fields[1..].Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray()
        select (numbers[1], numbers[1] + numbers[2], fields[0], numbers[0]));

    /// <summary>The file whose byte lies at an offset of the memory; null where no file's does.</summary>
    internal (string? File, long Offset) Find(long offset)
    {
        int low = 0, high = _extents.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            (long start, long end, string file, long fileOffset) = _extents[middle];
            if (offset >= end)
            {
                low = middle + 1;
            }
            else if (offset < start)
            {
                high = middle - 1;
            }
            else
            {
                return (file, fileOffset + offset - start);
            }
        }

        return (null, offset);
    }
}
