using System.Globalization;

namespace DaxNative;

/// <summary>
/// Parses the text of smaps. A kernel may add fields: those that are not sizes or flags are passed over. What is not a
/// header and not a field is malformed.
/// </summary>
internal static class SmapsParser
{
    /// <summary>Every entry.</summary>
    internal static IEnumerable<SmapsEntry> Parse(IEnumerable<string> lines) => Parse(lines, 0, nuint.MaxValue);

    /// <summary>The entries that overlap the range from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    /// <remarks>Takes no line beyond the first entry that starts at or after <paramref name="to"/>.</remarks>
    /// <exception cref="DaxException"><see cref="DaxError.MalformedText"/>: a line has neither form.</exception>
    internal static IEnumerable<SmapsEntry> Parse(IEnumerable<string> lines, nuint from, nuint to)
    {
        SmapsEntry? entry = null;
        Dictionary<string, long>? sizes = null;
        bool inEntry = false;
        foreach (string line in lines)
        {
            if (line.Length == 0)
            {
                continue;
            }

            if (!IsField(line))
            {
                if (entry is not null)
                {
                    yield return entry;
                }

                entry = TryParseHeader(line) ?? throw ProcText.Malformed("smaps", line);
                if (entry.Start >= to)
                {
                    yield break;
                }

                inEntry = true;
                sizes = new Dictionary<string, long>(StringComparer.Ordinal);
                entry = entry.End > from ? entry with { Sizes = sizes } : null;
            }
            else if (!inEntry)
            {
                throw ProcText.Malformed("smaps", line);
            }
            else if (entry is not null)
            {
                entry = AddField(entry, sizes!, line);
            }
        }

        if (entry is not null)
        {
            yield return entry;
        }
    }

    /// <summary>The first line of an entry; null where it does not have that form.</summary>
    internal static SmapsEntry? TryParseHeader(ReadOnlySpan<char> line)
    {
        var fields = new FieldScanner(line);
        ulong start = fields.AtMost(fields.Hex('-'), nuint.MaxValue);
        ulong end = fields.AtMost(fields.Hex(' '), nuint.MaxValue);
        ReadOnlySpan<char> permissions = fields.Until(' ');
        ulong offset = fields.Hex(' ');
        ulong major = fields.AtMost(fields.Hex(':'), uint.MaxValue);
        ulong minor = fields.AtMost(fields.Hex(' '), uint.MaxValue);
        ulong inode = fields.Decimal(' ');
        if (!fields.IsGood || start >= end || permissions.Length != 4)
        {
            return null;
        }

        ReadOnlySpan<char> name = fields.Rest.TrimStart(' ');
        bool deleted = name.EndsWith(Vma.Deleted, StringComparison.Ordinal);
        return new SmapsEntry
        {
            Start = (nuint)start,
            End = (nuint)end,
            Permissions = permissions.ToString(),
            Offset = offset,
            Major = (uint)major,
            Minor = (uint)minor,
            Inode = inode,
            Pathname = OctalEscapes.Undo(deleted ? name[..^Vma.Deleted.Length] : name, OctalEscapes.Maps),
            IsDeleted = deleted,
        };
    }

    /// <summary>A field's name ends in a colon before the first blank; a header's first word has none.</summary>
    private static bool IsField(ReadOnlySpan<char> line)
    {
        int end = line.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? line : line[..end];
        return word.Length > 1 && word[^1] == ':';
    }

    private static SmapsEntry AddField(SmapsEntry entry, Dictionary<string, long> sizes, ReadOnlySpan<char> line)
    {
        const string Kilobytes = " kB";
        int colon = line.IndexOf(':');
        ReadOnlySpan<char> name = line[..colon];
        ReadOnlySpan<char> value = line[(colon + 1)..].Trim();
        if (name.SequenceEqual("VmFlags"))
        {
            return entry with { VmFlags = VmFlagSet.Parse(value) };
        }

        if (value.EndsWith(Kilobytes, StringComparison.Ordinal))
        {
            if (!long.TryParse(value[..^Kilobytes.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                || size > long.MaxValue / 1024)
            {
                throw ProcText.Malformed("smaps", line);
            }

            sizes[name.ToString()] = size * 1024;
        }

        return entry;
    }
}
