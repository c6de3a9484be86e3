using System.Globalization;

namespace DaxNative;

/// <summary>The <c>badblocks</c> attribute of an nd region or a block device: lines of a first sector and a count.</summary>
/// <param name="Ranges">In bytes from the start of the region or the device, in order.</param>
/// <param name="IsComplete">False where the list fills the attribute's one page, so that there may be more.</param>
internal sealed record BadBlockList(IReadOnlyList<(long Offset, long Length)> Ranges, bool IsComplete)
{
    /// <summary>The kernel counts in these, whatever the device's own sectors are.</summary>
    internal const int SectorSize = 512;

    // A line has at most 20 + 1 + 10 + 1 characters; a list that leaves less room than that may have been cut.
    private const int FullPage = 4096 - 32;

    /// <summary>Reads the attribute; null where there is none.</summary>
    /// <exception cref="DaxException"><see cref="DaxError.MalformedText"/>.</exception>
    internal static BadBlockList? Read(string directory)
    {
        string path = directory + "/badblocks";
        return SysfsAttribute.Read(path) is { } text ? Parse(text, path) : null;
    }

    internal static BadBlockList Parse(string text, string path)
    {
        bool isComplete = text.Length < FullPage;
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // The last line of a full page may be half a line, which would be another sector.
        int count = isComplete ? lines.Length : lines.Length - 1;
        return new BadBlockList([.. lines.Take(count).Select(line => ParseLine(line, path)).Order()], isComplete);
    }

    private static (long Offset, long Length) ParseLine(string line, string path)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0
            && long.TryParse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && long.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sectors)
            && sectors > 0 && first <= (long.MaxValue / SectorSize) - sectors
            ? (first * SectorSize, sectors * SectorSize)
            : throw new DaxFailure(DaxError.MalformedText, "parse", $"\"{line}\" is not a first sector and a count.", "Report it with the kernel's version.") { Path = path }.ToException();
    }
}
