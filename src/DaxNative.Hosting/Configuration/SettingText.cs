using System.Globalization;

namespace DaxNative.Hosting;

/// <summary>Reads the text of a setting, or says what it may be.</summary>
internal static class SettingText
{
    private static readonly (string Name, int Shift)[] s_units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40)];

    /// <exception cref="FormatException">It is neither true nor false.</exception>
    internal static bool Flag(string text) => bool.TryParse(text, out bool flag) ? flag : throw new FormatException("Write true or false.");

    /// <summary>A number of bytes: <c>67108864</c>, or <c>64 MiB</c>.</summary>
    /// <exception cref="FormatException">It is no such number, or more than 2^63 - 1.</exception>
    internal static long Bytes(string text)
    {
        (string Name, int Shift) unit = Array.Find(s_units, unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        ReadOnlySpan<char> digits = unit.Name is null ? text : text.AsSpan(0, text.Length - unit.Name.Length).TrimEnd();
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number <= long.MaxValue >> unit.Shift && number >= long.MinValue >> unit.Shift
            ? number << unit.Shift
            : throw new FormatException("Write a number of bytes such as 67108864, or such as 64 MiB (KiB, MiB, GiB or TiB).");
    }

    /// <summary>A member of an enumeration by its name; numbers name none.</summary>
    /// <param name="text">The name, in any case.</param>
    /// <param name="isPossible">Which members may be advised.</param>
    /// <exception cref="FormatException">No member has this name.</exception>
    internal static T Word<T>(string text, Func<T, bool> isPossible)
        where T : struct, Enum
    {
        string? name = Array.Find(Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is not null
            ? Enum.Parse<T>(name)
            : throw new FormatException($"Write one of {string.Join(", ", Enum.GetValues<T>().Where(isPossible).Distinct())}.");
    }
}
