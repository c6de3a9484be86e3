namespace DaxNative;

/// <summary>Parses the lines of mountinfo.</summary>
internal static class MountInfoParser
{
    /// <summary>One mount; null where the line does not have the documented form.</summary>
    internal static MountInfoEntry? TryParse(ReadOnlySpan<char> line)
    {
        var fields = new FieldScanner(line);
        ulong id = fields.AtMost(fields.Decimal(' '), int.MaxValue);
        ulong parent = fields.AtMost(fields.Decimal(' '), int.MaxValue);
        ulong major = fields.AtMost(fields.Decimal(':'), uint.MaxValue);
        ulong minor = fields.AtMost(fields.Decimal(' '), uint.MaxValue);
        string root = Unescape(fields.Until(' '));
        string mountPoint = Unescape(fields.Until(' '));
        string[] options = Options(fields.Until(' '));
        var optional = new List<string>();
        ReadOnlySpan<char> field = fields.Until(' ');
        while (fields.IsGood && !field.SequenceEqual("-"))
        {
            optional.Add(Unescape(field));
            field = fields.Until(' ');
        }

        string type = Unescape(fields.Until(' '));
        bool isGood = fields.IsGood;

        // The source and the super options may be empty: "mount -t tmpfs '' /x" is allowed.
        int blank = fields.Rest.IndexOf(' ');
        if (!isGood || blank < 0)
        {
            return null;
        }

        return new MountInfoEntry
        {
            Id = (int)id,
            ParentId = (int)parent,
            Major = (uint)major,
            Minor = (uint)minor,
            Root = root,
            MountPoint = mountPoint,
            Options = options,
            OptionalFields = optional,
            FileSystemType = type,
            Source = Unescape(fields.Rest[..blank]),
            SuperOptions = Options(fields.Rest[(blank + 1)..]),
        };
    }

    private static string[] Options(ReadOnlySpan<char> text) =>
        [.. text.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(option => Unescape(option))];

    private static string Unescape(ReadOnlySpan<char> text) => OctalEscapes.Undo(text, OctalEscapes.MountInfo);
}
