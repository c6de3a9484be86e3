namespace DaxNative.Testing;

/// <summary>
/// Files and directories in memory that note everything that is done to them, so that <see cref="FileCrashExplorer"/> can
/// say what a power cut may leave. What is read is what was written last, as from the page cache, durable or not.
/// </summary>
/// <remarks>
/// Paths are names with a slash between them, from the root down; a slash at the beginning may be left out. There are no
/// links, no permissions, and no renaming of directories. Thread-safe.
/// </remarks>
public sealed partial class SimulatedFileSystem
{
    private readonly Lock _gate = new();
    private readonly Inode _root;
    private int _inodes;

    /// <summary>Creates an empty file system.</summary>
    public SimulatedFileSystem()
        : this(FileImage.Empty)
    {
    }

    internal SimulatedFileSystem(FileImage image)
    {
        _root = image.ToInodes();
        _inodes = image.MostInode + 1;
    }

    /// <summary>Hears of everything that changes something; null for nobody.</summary>
    internal FileRecorder? Recorder { get; set; }

    /// <summary>Opens a file. Its new name is durable after <see cref="FlushDirectory"/> of its directory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">
    /// As for <see cref="File.Open(string, FileMode)"/>; by default the file must exist. <see cref="FileMode.Append"/> is none of
    /// them: <see cref="SimulatedFile.Append"/> writes at the end of any file.
    /// </param>
    /// <returns>The file, open for reading and writing. It may be opened more than once.</returns>
    /// <exception cref="ArgumentException">The path has <c>.</c> or <c>..</c> in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The mode is none of those.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory is not there.</exception>
    /// <exception cref="FileNotFoundException">The file is not there, and the mode does not create it.</exception>
    /// <exception cref="IOException">It is a directory, or there and must be new.</exception>
    public SimulatedFile Open(string path, FileMode mode = FileMode.Open)
    {
        if (mode is < FileMode.CreateNew or > FileMode.Truncate)
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "A simulated file is opened with CreateNew, Create, Open, OpenOrCreate or Truncate.");
        }

        lock (_gate)
        {
            (Inode directory, string name, string full) = Place(path);
            if (!directory.Entries!.TryGetValue(name, out Inode? file))
            {
                file = mode is FileMode.Open or FileMode.Truncate
                    ? throw new FileNotFoundException($"There is no file '{full}'.", full)
                    : Add(FileEventKind.Create, directory, name, full);
            }
            else if (mode == FileMode.CreateNew)
            {
                throw new IOException($"'{full}' is there already; another mode than CreateNew opens it.");
            }
            else if (file.Entries is not null)
            {
                throw new IOException($"'{full}' is a directory; open a file.");
            }
            else if (mode is FileMode.Create or FileMode.Truncate && file.Length != 0)
            {
                SetLength(file, full, 0);
            }

            return new SimulatedFile(this, file, full);
        }
    }

    /// <summary>Creates a directory. Its name is durable after <see cref="FlushDirectory"/> of the directory that it is in.</summary>
    /// <param name="path">The directory; the one that it is in must be there.</param>
    /// <exception cref="ArgumentException">The path has <c>.</c> or <c>..</c> in it.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory that it is in is not there.</exception>
    /// <exception cref="IOException">The name is there already.</exception>
    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            (Inode directory, string name, string full) = Place(path);
            if (directory.Entries!.ContainsKey(name))
            {
                throw new IOException($"'{full}' is there already.");
            }

            Add(FileEventKind.CreateDirectory, directory, name, full);
        }
    }

    /// <summary>Gives a file another name, atomically; a file that has that name is replaced. Durable after <see cref="FlushDirectory"/>, of both directories if they differ.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new name.</param>
    /// <exception cref="ArgumentException">A path has <c>.</c> or <c>..</c> in it.</exception>
    /// <exception cref="DirectoryNotFoundException">A directory is not there.</exception>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="IOException">One of the two is a directory.</exception>
    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            (Inode fromDirectory, string fromName, string full) = Place(from);
            (Inode toDirectory, string toName, string fullTo) = Place(to);
            Inode file = Existing(fromDirectory, fromName, full);
            if (file.Entries is not null || (toDirectory.Entries!.TryGetValue(toName, out Inode? replaced) && replaced.Entries is not null))
            {
                throw new IOException($"'{full}' cannot become '{fullTo}': one of them is a directory, and only files are renamed.");
            }

            if (fromDirectory == toDirectory && string.Equals(fromName, toName, StringComparison.Ordinal))
            {
                return;
            }

            fromDirectory.Entries!.Remove(fromName);
            toDirectory.Entries![toName] = file;
            Recorder?.Add(new FileEvent(FileEventKind.Rename)
            {
                Path = full,
                To = fullTo,
                Inode = file.Number,
                Directory = fromDirectory.Number,
                Name = fromName,
                ToDirectory = toDirectory.Number,
                ToName = toName,
            });
        }
    }

    /// <summary>Deletes a file or an empty directory. Durable after <see cref="FlushDirectory"/>; who has the file open may go on with it.</summary>
    /// <param name="path">What is deleted.</param>
    /// <exception cref="ArgumentException">The path has <c>.</c> or <c>..</c> in it.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory that it is in is not there.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">It is a directory with something in it.</exception>
    public void Delete(string path)
    {
        lock (_gate)
        {
            (Inode directory, string name, string full) = Place(path);
            Inode deleted = Existing(directory, name, full);
            if (deleted.Entries is { Count: > 0 })
            {
                throw new IOException($"The directory '{full}' is not empty; delete what is in it first.");
            }

            directory.Entries!.Remove(name);
            Recorder?.Add(new FileEvent(FileEventKind.Delete) { Path = full, Inode = deleted.Number, Directory = directory.Number, Name = name });
        }
    }

    /// <summary>Gets whether a file or a directory is there.</summary>
    /// <param name="path">Which.</param>
    /// <returns>True for the root too.</returns>
    /// <exception cref="ArgumentException">The path has <c>.</c> or <c>..</c> in it.</exception>
    public bool Exists(string path)
    {
        lock (_gate)
        {
            return Find(FileNames.Split(path)) is not null;
        }
    }

    /// <summary>Gets the names in a directory.</summary>
    /// <param name="path">The directory; empty for the root.</param>
    /// <returns>A copy, sorted by ordinal comparison; names without the path.</returns>
    /// <exception cref="ArgumentException">The path has <c>.</c> or <c>..</c> in it.</exception>
    /// <exception cref="DirectoryNotFoundException">It is not there.</exception>
    public IReadOnlyList<string> List(string path = "")
    {
        lock (_gate)
        {
            string[] names = FileNames.Split(path);
            return [.. DirectoryAt(names).Entries!.Keys];
        }
    }
}
