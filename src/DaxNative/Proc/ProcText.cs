using System.Text;
using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative;

/// <summary>
/// Streams the lines of a file of /proc. Only the newline ends a line (a file name may hold a carriage return), and no
/// more is read from the kernel than the lines that were taken.
/// </summary>
internal static class ProcText
{
    /// <summary>The kernel fills one page of text a read.</summary>
    private const int ReadBytes = 4096;

    /// <summary>A path is at most 4 KiB, four times that when every byte is escaped; overlay mounts list several.</summary>
    private const int MaxLineBytes = 1 << 20;

    /// <exception cref="DaxException">The file cannot be read, or a line does not end.</exception>
    internal static IEnumerable<string> Lines(string path)
    {
        using SafeFileHandle file = PosixFile.TryOpen(path, OpenFlags.O_RDONLY, out int errno)
            ?? throw KernelErrors.Failed("open", errno, path);
        byte[] buffer = new byte[ReadBytes];
        int filled = 0;
        long position = 0;
        while (true)
        {
            int count = Read(file, buffer.AsSpan(filled), position, path);
            if (count == 0)
            {
                break;
            }

            position += count;
            filled += count;
            int start = 0;
            while (NextNewline(buffer, start, filled) is var end and >= 0)
            {
                yield return Encoding.UTF8.GetString(buffer, start, end - start);
                start = end + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                buffer = Grow(buffer, path);
            }
        }

        if (filled > 0)
        {
            yield return Encoding.UTF8.GetString(buffer, 0, filled);
        }
    }

    internal static DaxException Malformed(string what, ReadOnlySpan<char> line) => new DaxFailure(
        DaxError.MalformedText,
        "parse " + what,
        $"A line does not have the form that the kernel documents: \"{(line.Length > 200 ? line[..200] : line)}\".",
        "Report it with the kernel's version (uname -r).").ToException();

    private static int NextNewline(byte[] buffer, int start, int filled)
    {
        int index = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
        return index < 0 ? -1 : start + index;
    }

    private static byte[] Grow(byte[] buffer, string path)
    {
        if (buffer.Length >= MaxLineBytes)
        {
            throw Malformed(path, "a line without an end");
        }

        Array.Resize(ref buffer, buffer.Length * 2);
        return buffer;
    }

    private static int Read(SafeFileHandle file, Span<byte> buffer, long position, string path)
    {
        int count = FileRead.At(file, buffer, position, out int errno);
        KernelErrors.Require("read", errno, path);
        return count;
    }
}
