using System.Globalization;
using System.Numerics;

namespace DaxNative;

/// <summary>Turns the texts of attributes into values; what does not have the expected form is null.</summary>
internal static class SysfsValue
{
    /// <summary>A size in bytes: decimal, or hexadecimal with 0x.</summary>
    internal static long? Size(string? text) => Unsigned(text) is { } value && value <= long.MaxValue ? (long)value : null;

    /// <summary>
    /// An alignment: as <see cref="Size"/>, but only a power of two. Kernels before 4.9 printed hexadecimal without 0x;
    /// no power of two from 4 KiB on is one in both notations.
    /// </summary>
    internal static long? Align(string? text)
    {
        if (Size(text) is { } value && BitOperations.IsPow2(value))
        {
            return value;
        }

        return long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex)
            && BitOperations.IsPow2(hex)
            ? hex
            : null;
    }

    /// <summary>An unsigned number: decimal, or hexadecimal with 0x.</summary>
    internal static ulong? Unsigned(string? text)
    {
        if (text is null)
        {
            return null;
        }

        bool parsed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return parsed ? value : null;
    }

    /// <summary>A NUMA node or an id; the kernel's -1 means none.</summary>
    internal static int? Node(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>0 or 1.</summary>
    internal static bool? Flag(string? text) => text switch
    {
        "0" => false,
        "1" => true,
        _ => null,
    };

    /// <summary>The <c>dev</c> attribute, <c>MAJOR:MINOR</c> in decimal.</summary>
    internal static (uint Major, uint Minor)? DeviceNumber(string? text)
    {
        int colon = text?.IndexOf(':') ?? -1;
        return colon > 0
            && uint.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out uint major)
            && uint.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint minor)
            ? (major, minor)
            : null;
    }

    /// <summary>The sectors in a <c>badblocks</c> attribute, whose lines are <c>FIRST COUNT</c>; null where there is none.</summary>
    internal static long? SectorCount(string? text)
    {
        if (text is null)
        {
            return null;
        }

        long sum = 0;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is not [_, var count] || Size(count) is not { } sectors || sectors > long.MaxValue - sum)
            {
                return null;
            }

            sum += sectors;
        }

        return sum;
    }

    /// <summary>The <c>persistence_domain</c> attribute: an exact match, everything else promises nothing.</summary>
    internal static PersistenceDomain Domain(string? text) => text switch
    {
        "" => PersistenceDomain.None,
        "memory_controller" => PersistenceDomain.MemoryController,
        "cpu_cache" => PersistenceDomain.CpuCache,
        _ => PersistenceDomain.Unknown,
    };
}
