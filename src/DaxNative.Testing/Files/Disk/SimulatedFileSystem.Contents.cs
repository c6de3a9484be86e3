using System.Globalization;

namespace DaxNative.Testing;

/// <content>What is in the files, and what makes it durable.</content>
public sealed partial class SimulatedFileSystem
{
    /// <summary>The longest file, in bytes: it lies in memory.</summary>
    internal const int MostLength = 64 << 20;

    /// <summary>Makes the names in a directory durable (fsync of the directory): what was created, renamed and deleted in it.</summary>
    /// <param name="path">The directory; empty for the root.</param>
    /// <exception cref="ArgumentException">The path has <c>.</c> or <c>..</c> in it.</exception>
    /// <exception cref="DirectoryNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">The flush fails, because the scenario says so.</exception>
    public void FlushDirectory(string path = "")
    {
        lock (_gate)
        {
            string[] names = FileNames.Split(path);
            Flush(FileEventKind.FlushDirectory, DirectoryAt(names), FileNames.Join(names));
        }
    }

    /// <summary>Everything as it is, as if it were durable.</summary>
    internal FileImage ToImage()
    {
        lock (_gate)
        {
            return FileImage.Of(_root);
        }
    }

    internal int Read(Inode file, long offset, Span<byte> buffer)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            if (offset >= file.Length)
            {
                return 0;
            }

            ReadOnlySpan<byte> content = file.Content[(int)offset..];
            int count = Math.Min(content.Length, buffer.Length);
            content[..count].CopyTo(buffer);
            return count;
        }
    }

    internal long LengthOf(Inode file)
    {
        lock (_gate)
        {
            return file.Length;
        }
    }

    /// <param name="file">The file.</param>
    /// <param name="path">What it was opened as.</param>
    /// <param name="offset">Where; null for the end.</param>
    /// <param name="data">What.</param>
    /// <returns>Where it was written.</returns>
    internal long Write(Inode file, string path, long? offset, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            long at = offset ?? file.Length;
            ArgumentOutOfRangeException.ThrowIfNegative(at, nameof(offset));
            CheckLength(path, at, data.Length);
            if (data.IsEmpty)
            {
                return at;
            }

            int before = file.Length;
            file.Write((int)at, data);
            Changed(FileEventKind.Write, file, path, at, data.Length, before, at, at + data.Length);
            return at;
        }
    }

    internal void SetLength(Inode file, string path, long length)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length);
            CheckLength(path, length, 0);
            int before = file.Length;
            if (length != before)
            {
                file.SetLength((int)length);
                Changed(FileEventKind.SetLength, file, path, length, 0, before, length, before);
            }
        }
    }

    internal void Flush(Inode file, string path)
    {
        lock (_gate)
        {
            Flush(FileEventKind.FlushFile, file, path);
        }
    }

    private static void CheckLength(string path, long offset, int length)
    {
        if (offset > MostLength - length)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"'{path}' would be {offset + length:N0} bytes long; a simulated file has at most {MostLength:N0}."));
        }
    }

    // The pages that a change touches are noted as a whole: the kernel writes no less.
    private void Changed(FileEventKind kind, Inode file, string path, long offset, int length, int before, long from, long to)
    {
        if (Recorder is not { } recorder)
        {
            return;
        }

        int firstPage = (int)(from / Lines.PageSize);
        int pages = to > from ? (int)((to - 1) / Lines.PageSize) + 1 - firstPage : 0;
        recorder.Add(new FileEvent(kind)
        {
            Path = path,
            Inode = file.Number,
            Offset = offset,
            Length = length,
            LengthBefore = before,
            LengthAfter = file.Length,
            FirstPage = firstPage,
            Pages = file.CopyPages(firstPage, pages),
        });
    }

    private void Flush(FileEventKind kind, Inode flushed, string path)
    {
        if (Recorder is not { } recorder)
        {
            return;
        }

        bool isFailed = recorder.IsNextFlushToFail;
        int number = recorder.Add(new FileEvent(kind) { Path = path, Inode = flushed.Number, Directory = flushed.Number, IsFailed = isFailed });
        if (isFailed)
        {
            throw new IOException($"Flush {number} of the run, of {FileNames.Show(path)}, failed: Input/output error. The scenario's FailedFlushes says so.");
        }
    }

    private Inode Add(FileEventKind kind, Inode directory, string name, string full)
    {
        var added = new Inode(_inodes++, kind == FileEventKind.CreateDirectory);
        directory.Entries!.Add(name, added);
        Recorder?.Add(new FileEvent(kind) { Path = full, Inode = added.Number, Directory = directory.Number, Name = name });
        return added;
    }

    private Inode? Find(ReadOnlySpan<string> names)
    {
        Inode? at = _root;
        foreach (string name in names)
        {
            at = at?.Entries is { } entries && entries.TryGetValue(name, out Inode? next) ? next : null;
        }

        return at;
    }

    private Inode DirectoryAt(ReadOnlySpan<string> names) => Find(names) is { Entries: not null } directory
        ? directory
        : throw new DirectoryNotFoundException($"There is no directory '{FileNames.Join(names.ToArray())}'.");

    private (Inode Directory, string Name, string Full) Place(string path)
    {
        string[] names = FileNames.Split(path);
        return names.Length == 0
            ? throw new ArgumentException("The path is empty: name a file or a directory below the root.", nameof(path))
            : (DirectoryAt(names.AsSpan(0, names.Length - 1)), names[^1], FileNames.Join(names));
    }

    private static Inode Existing(Inode directory, string name, string full) =>
        directory.Entries!.TryGetValue(name, out Inode? inode) ? inode : throw new FileNotFoundException($"There is no '{full}'.", full);
}
