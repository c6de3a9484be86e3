using System.Buffers.Text;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace DaxNative.Testing;

/// <summary>
/// A file that says which images are under way, for when one of them ends the process: a recovery that overflows the stack cannot be
/// caught. Mapped, so that what is said of an image costs no system call and stays when the process is gone; removed at the end.
/// </summary>
internal sealed unsafe class ImageMark : IDisposable
{
    private const int Width = 96;
    private const string Prefix = "daxnative-crash-";
    internal const string Suffix = ".txt";
    private static int s_last;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapped;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _first;

    private ImageMark(FileStream file, string head, int workers)
    {
        _file = file;
        byte[] text = Encoding.UTF8.GetBytes(head + string.Concat(Enumerable.Repeat(new string(' ', Width - 1) + "\n", workers)));
        _file.Write(text);
        _file.Flush();
        _mapped = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _mapped.CreateViewAccessor(0, text.Length);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _first = start + _view.PointerOffset + text.Length - (workers * Width);
    }

    /// <summary>Whether a worker may go on behind the exploration.</summary>
    internal bool HasWorkersLeft { get; set; }

    /// <summary>Makes the file.</summary>
    /// <returns>Null where the folder for temporary files takes none: then there is nothing to read after the process's end.</returns>
    internal static ImageMark? Create(string scenario, ExplorerOptions options, int workers)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{NameOf(scenario)}{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}{Suffix}");
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"Process {Environment.ProcessId} explores the crashes of '{scenario.ReplaceLineEndings(" ")}'. If it died, then in one of the images below; one that does not end it is sound.\n{RepeatCall.Of("IMAGE", options)}\n");
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
            return new ImageMark(file, head, workers);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            return null;
        }
    }

    /// <summary>Says which image a worker is at.</summary>
    internal void Say(int worker, CrashLevel[] levels, int depth)
    {
        // SAFETY: a worker's line lies within the view, which stays mapped where a worker is left behind.
        var text = new Span<byte>(_first + (worker * Width), Width - 1);
        int at = 0;
        for (int level = 0; level <= depth; level++)
        {
            if (level != 0)
            {
                text[at++] = (byte)'/';
            }

            Utf8Formatter.TryFormat(levels[level].At.Point, text[at..], out int written);
            at += written;
            text[at++] = (byte)':';
            Utf8Formatter.TryFormat(levels[level].At.Number, text[at..], out written);
            at += written;
        }

        text[at..].Fill((byte)' ');
    }

    public void Dispose()
    {
        // Removed before it is given free, where that is possible: else somebody could take it for a dead one's.
        bool isRemovedFirst = !OperatingSystem.IsWindows();
        if (isRemovedFirst)
        {
            File.Delete(_file.Name);
        }

        _file.Dispose();
        if (HasWorkersLeft)
        {
            return;
        }

        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _mapped.Dispose();
        if (!isRemovedFirst)
        {
            File.Delete(_file.Name);
        }
    }

    /// <summary>How the names of all files of a scenario begin.</summary>
    internal static string NameOf(string scenario) =>
        Prefix + string.Concat(scenario.Take(40).Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')) + "-";
}
