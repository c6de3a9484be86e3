namespace DaxNative.Testing;

/// <summary>Paths of simulated files: names with a slash between them, from the root down.</summary>
internal static class FileNames
{
    /// <summary>Splits a path into names; none for the root.</summary>
    /// <exception cref="ArgumentException">It has <c>.</c> or <c>..</c> in it.</exception>
    internal static string[] Split(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] names = path.Split(['/', Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        return names.Any(name => name is "." or "..")
            ? throw new ArgumentException($"The path '{path}' has '.' or '..' in it; name every directory from the root down.", nameof(path))
            : names;
    }

    internal static string Join(IEnumerable<string> names) => string.Join('/', names);

    /// <summary>For a message: the root has no name of its own.</summary>
    internal static string Show(string path) => path.Length == 0 ? "the root directory" : path;

    /// <summary>The same, of what is sure to be a directory.</summary>
    internal static string ShowDirectory(string path) => path.Length == 0 ? Show(path) : $"the directory {path}";
}
