namespace DaxNative;

/// <summary>
/// Follows symbolic links the way the kernel does, but never out of an injected root: an absolute target starts again
/// at the root and <c>..</c> stops there. Nothing here throws for what is missing.
/// </summary>
internal static class SysfsPath
{
    /// <summary>As many as the kernel follows before it says ELOOP.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path without symbolic links; null where something on the way does not exist or links in a circle.</summary>
    internal static string? Resolve(LinuxRoot root, string path)
    {
        if (!path.StartsWith(root.Root + "/", StringComparison.Ordinal))
        {
            return null;
        }

        var pending = new Stack<string>();
        var done = new List<string>();
        Push(pending, path.AsSpan(root.Root.Length));
        int links = 0;
        while (pending.TryPop(out string? component))
        {
            if (component == "..")
            {
                if (done.Count > 0)
                {
                    done.RemoveAt(done.Count - 1);
                }

                continue;
            }

            done.Add(component);
            if (LinkTarget(Join(root, done)) is not { } target)
            {
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            done.RemoveAt(done.Count - 1);
            if (target.StartsWith('/'))
            {
                done.Clear();
            }

            Push(pending, target);
        }

        string resolved = Join(root, done);
        return Path.Exists(resolved) ? resolved : null;
    }

    /// <summary>
    /// Where one link of sysfs leads, in one system call; null where there is none. For links in folders that are
    /// themselves reached without a link: the kernel makes a target of the names of the object's parents, so that it
    /// holds no further link (<c>kernfs_get_target_path</c>). Whether the target is still there shows when it is read.
    /// </summary>
    internal static string? Follow(LinuxRoot root, string link)
    {
        if (LinkTarget(link) is not { } target)
        {
            return null;
        }

        // .NET ends ".." at the root, as the kernel does.
        string within = Path.GetFullPath(target, Parent(link)[root.Root.Length..]);
        return root.Root + within;
    }

    /// <summary>What a symbolic link says; null for anything that is not a readable link.</summary>
    internal static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The last name in what a symbolic link says, such as <c>device_dax</c> of a <c>driver</c> link.</summary>
    internal static string? LinkName(string path) => LinkTarget(path) is { } target ? Path.GetFileName(target) : null;

    /// <summary>The names in a directory; none where it does not exist or may not be read.</summary>
    internal static IReadOnlyList<string> Names(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(entry => Path.GetFileName(entry))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The directory itself, then its parents, up to the children of <c>/sys/devices</c>.</summary>
    internal static IEnumerable<string> SelfAndAncestors(LinuxRoot root, string resolved)
    {
        string devices = root.Sys + "/devices/";
        for (string path = resolved; path.StartsWith(devices, StringComparison.Ordinal); path = Parent(path))
        {
            yield return path;
        }
    }

    internal static string Parent(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    private static string Join(LinuxRoot root, List<string> components) => root.Root + "/" + string.Join('/', components);

    private static void Push(Stack<string> pending, ReadOnlySpan<char> path)
    {
        string[] components = path.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = components.Length - 1; i >= 0; i--)
        {
            if (components[i] != ".")
            {
                pending.Push(components[i]);
            }
        }
    }
}
