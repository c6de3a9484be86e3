using System.Globalization;

namespace DaxNative;

/// <summary>Reads what DIMMs a region is made of: the attributes <c>mapping0</c>, <c>mapping1</c> and so on.</summary>
internal static class NdMappingReader
{
    internal static IEnumerable<NdMapping> Read(string region)
    {
        long count = SysfsValue.Size(SysfsAttribute.Read(region + "/mappings")) ?? 0;
        for (long index = 0; index < count; index++)
        {
            string? text = SysfsAttribute.Read(string.Create(CultureInfo.InvariantCulture, $"{region}/mapping{index}"));
            if (text is null)
            {
                // The kernel names at most 32; a number that somebody made up ends here as well.
                yield break;
            }

            if (TryParse(Path.GetFileName(region), text) is { } mapping)
            {
                yield return mapping;
            }
        }
    }

    /// <summary><c>nmem0,OFFSET,LENGTH[,POSITION]</c>; null where it does not have that form.</summary>
    internal static NdMapping? TryParse(string region, string text)
    {
        string[] fields = text.Split(',');
        return fields.Length is 3 or 4
            && SysfsValue.Size(fields[1]) is { } offset
            && SysfsValue.Size(fields[2]) is { } length
            ? new NdMapping(region, fields[0], offset, length, fields.Length == 4 ? SysfsValue.Node(fields[3]) : null)
            : null;
    }
}

/// <summary>The part of a DIMM that an nd region is made of.</summary>
/// <remarks>A snapshot; instances are immutable and may be read from any thread.</remarks>
/// <param name="Region">The region's name, such as <c>region0</c>.</param>
/// <param name="Dimm">The DIMM's name, such as <c>nmem0</c>.</param>
/// <param name="Offset">Where the part starts on the DIMM, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="Position">The DIMM's place in the interleave set, from 0; null before Linux 4.17.</param>
internal sealed record NdMapping(string Region, string Dimm, long Offset, long Length, int? Position);
