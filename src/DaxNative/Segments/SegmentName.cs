using System.Text;

namespace DaxNative;

/// <summary>What a segment may be called, alike in a folder and in a device.</summary>
internal static class SegmentName
{
    internal const int MostBytes = 200;

    // A file's name cannot have a slash.
    private const char Slash = '/';
    private const char InFileName = '%';

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">It is no name.</exception>
    internal static void Require(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] == '.' || name.AsSpan().ContainsAny('\0', InFileName))
        {
            throw new ArgumentException($"\"{name}\" is no name of a segment: it may not begin with a dot, nor have a NUL or a % in it.", nameof(name));
        }

        int length = LengthOf(name);
        if (length is < 0 or > MostBytes)
        {
            throw new ArgumentException(length < 0 ? $"\"{name}\" is no name of a segment: it has half of a surrogate pair." : $"A segment's name has {MostBytes} bytes at most; \"{name}\" has {length}.", nameof(name));
        }
    }

    internal static string ToFileName(string name) => name.Replace(Slash, InFileName);

    /// <summary>The segment that a file of the folder is; null for a file that none is called after.</summary>
    internal static string? OfFile(string file) => file.Length == 0 || file[0] == '.' || LengthOf(file) is < 0 or > MostBytes ? null : file.Replace(InFileName, Slash);

    private static int LengthOf(string name)
    {
        try
        {
            return s_strict.GetByteCount(name);
        }
        catch (EncoderFallbackException)
        {
            return -1;
        }
    }
}
