using System.Globalization;

namespace DaxNative;

/// <summary>Takes fields off the front of a line of the kernel's text; remembers when one did not have its form.</summary>
internal ref struct FieldScanner(ReadOnlySpan<char> line)
{
    /// <summary>What is left of the line.</summary>
    internal ReadOnlySpan<char> Rest { get; private set; } = line;

    /// <summary>False as soon as one field was missing or malformed.</summary>
    internal bool IsGood { get; private set; } = true;

    /// <summary>The text up to the separator, which is taken too; the last field may end with the line.</summary>
    internal ReadOnlySpan<char> Until(char separator)
    {
        int end = Rest.IndexOf(separator);
        ReadOnlySpan<char> field = end < 0 ? Rest : Rest[..end];
        Rest = end < 0 ? [] : Rest[(end + 1)..];
        IsGood &= !field.IsEmpty;
        return field;
    }

    internal ulong Hex(char separator)
    {
        IsGood &= ulong.TryParse(Until(separator), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value);
        return value;
    }

    internal ulong Decimal(char separator)
    {
        IsGood &= ulong.TryParse(Until(separator), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value);
        return value;
    }

    /// <summary>A field that must fit: what is larger makes the line malformed.</summary>
    internal ulong AtMost(ulong value, ulong limit)
    {
        IsGood &= value <= limit;
        return IsGood ? value : 0;
    }
}
