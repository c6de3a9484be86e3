namespace DaxNative.Testing;

/// <summary>What is on the disk when the system starts: the files and directories that can be reached from the root. Immutable.</summary>
internal sealed class FileImage
{
    /// <summary>The root's number.</summary>
    internal const int Root = 0;

    private FileImage(Dictionary<int, SortedDictionary<string, int>> directories, Dictionary<int, byte[]> files)
    {
        (Directories, Files) = (directories, files);
        MostInode = Math.Max(directories.Keys.Max(), files.Count == 0 ? 0 : files.Keys.Max());
        Hash = HashOf(Root);
    }

    internal static FileImage Empty { get; } = new(new() { [Root] = new SortedDictionary<string, int>(StringComparer.Ordinal) }, []);

    /// <summary>The names in each directory.</summary>
    internal Dictionary<int, SortedDictionary<string, int>> Directories { get; }

    /// <summary>What each file holds.</summary>
    internal Dictionary<int, byte[]> Files { get; }

    internal int MostInode { get; }

    /// <summary>Of names and contents; equal for equal trees, whatever their inodes are called.</summary>
    internal ulong Hash { get; }

    /// <summary>Takes what can be reached from the root.</summary>
    internal static FileImage Of(IReadOnlyDictionary<int, SortedDictionary<string, int>> directories, Func<int, byte[]> contentOf)
    {
        var reached = new Dictionary<int, SortedDictionary<string, int>>();
        var files = new Dictionary<int, byte[]>();
        Reach(Root);
        return new FileImage(reached, files);

        void Reach(int directory)
        {
            SortedDictionary<string, int> names = directories[directory];
            reached.Add(directory, names);
            foreach (int inode in names.Values)
            {
                if (directories.ContainsKey(inode))
                {
                    Reach(inode);
                }
                else
                {
                    files.TryAdd(inode, contentOf(inode));
                }
            }
        }
    }

    /// <summary>Takes a file system as it is.</summary>
    internal static FileImage Of(Inode root)
    {
        var directories = new Dictionary<int, SortedDictionary<string, int>>();
        var files = new Dictionary<int, byte[]>();
        Take(root);
        return new FileImage(directories, files);

        void Take(Inode inode)
        {
            if (inode.Entries is not { } entries)
            {
                files.TryAdd(inode.Number, inode.Content.ToArray());
                return;
            }

            directories[inode.Number] = new SortedDictionary<string, int>(entries.ToDictionary(entry => entry.Key, entry => entry.Value.Number), StringComparer.Ordinal);
            foreach (Inode below in entries.Values)
            {
                Take(below);
            }
        }
    }

    /// <summary>What the running system has of it: nothing is in the page cache but what is on the disk.</summary>
    internal Inode ToInodes()
    {
        return Of(Root);

        Inode Of(int number)
        {
            if (!Directories.TryGetValue(number, out SortedDictionary<string, int>? names))
            {
                return new Inode(number, isDirectory: false, Files[number]);
            }

            var directory = new Inode(number, isDirectory: true);
            foreach ((string name, int inode) in names)
            {
                directory.Entries!.Add(name, Of(inode));
            }

            return directory;
        }
    }

    private ulong HashOf(int inode)
    {
        if (!Directories.TryGetValue(inode, out SortedDictionary<string, int>? names))
        {
            return ContentHash.Of(Files[inode]);
        }

        ulong hash = 1;
        foreach ((string name, int below) in names)
        {
            hash = ImageHash.Mix(hash ^ ContentHash.Of(name)) ^ HashOf(below);
        }

        return ImageHash.Mix(hash);
    }
}
