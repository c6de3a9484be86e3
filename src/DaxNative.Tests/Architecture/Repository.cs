namespace DaxNative.Tests;

/// <summary>The sources that these tests were built from, found from the test assembly upwards.</summary>
internal static class Repository
{
    private const string Marker = "DaxNative.slnx";

    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Files below a folder of the repository, as paths from its root; build output is left out.</summary>
    internal static IEnumerable<string> Files(string folder, params string[] extensions)
    {
        string start = Path.Combine(Root, folder);
        return Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => extensions.Contains(Path.GetExtension(file)) && !IsOutput(file))
            .Order(StringComparer.Ordinal);
    }

    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The library's sources by the folder that they lie in, which is their room.</summary>
    internal static ILookup<string, CSharpSource> Rooms() => Files("src/DaxNative", ".cs")
        .Where(file => file.Split('/').Length > 3)
        .ToLookup(file => file.Split('/')[2], file => CSharpSource.Parse(file, Read(file)));

    private static bool IsOutput(string file) =>
        file.Split('/').Any(part => part is "bin" or "obj" || part.StartsWith('.'));

    private static string FindRoot(string from)
    {
        for (DirectoryInfo? folder = new(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No {Marker} above {from}: run these tests from a build inside the repository.");
    }
}
