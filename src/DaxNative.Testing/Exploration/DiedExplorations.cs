using System.Collections.Concurrent;

namespace DaxNative.Testing;

/// <summary>What explorations have left whose process died: the images that they were at.</summary>
internal static class DiedExplorations
{
    private static readonly ConcurrentDictionary<string, byte> s_looked = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes what there is of a scenario and tells it at once: this process may die in the same way. Looks once in a process for each.
    /// </summary>
    /// <returns>A sentence for each.</returns>
    internal static IReadOnlyList<string> Tell(string scenario)
    {
        IReadOnlyList<string> left = s_looked.TryAdd(scenario, 0) ? Take(scenario) : [];
        foreach (string one in left)
        {
            Console.Error.WriteLine(one);
        }

        return left;
    }

    /// <summary>Takes what there is of a scenario.</summary>
    /// <returns>A sentence for each file; the files are gone.</returns>
    internal static IReadOnlyList<string> Take(string scenario)
    {
        try
        {
            return [.. Directory.EnumerateFiles(Path.GetTempPath(), $"{ImageMark.NameOf(scenario)}*{ImageMark.Suffix}")
                .Select(TakeFile)
                .OfType<string>()
                .Select(images => $"A process that explored '{scenario}' before ended within a recovery or a check, as a stack overflow ends it, or was ended. It was at: {images}")];
        }
        catch (UnauthorizedAccessException)
        {
            // The folder cannot be listed: whoever can finds the files there.
            return [];
        }
    }

    // Whoever made it shares it for as long as it lives, so that nobody else has it alone. What another user left is theirs to read.
    private static string? TakeFile(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 4096, FileOptions.DeleteOnClose);
            using var reader = new StreamReader(file);
            string[] lines = reader.ReadToEnd().Split('\n');
            string images = string.Join(", ", lines.Skip(2).Select(line => line.Trim()).Where(line => line.Length != 0));
            return images.Length == 0 ? null : $"{images}; {lines[1]}";
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
