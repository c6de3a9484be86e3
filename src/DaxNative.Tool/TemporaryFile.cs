namespace DaxNative.Tool;

/// <summary>A file that a measurement makes for itself: removed, however the measurement ends.</summary>
internal sealed class TemporaryFile(string path) : IDisposable
{
    /// <summary>The name of a file that is not there yet: in a folder, or the one that was given.</summary>
    /// <param name="path">A folder, or the name of a file to create.</param>
    /// <param name="prefix">Begins the name of a file in a folder.</param>
    /// <exception cref="IOException">Something is there that is no folder: a file of somebody's, or a device.</exception>
    internal static string NameOf(string path, string prefix) =>
        Directory.Exists(path) ? Path.Combine(path, $"{prefix}-{Environment.ProcessId}")
        : Path.Exists(path) ? throw new IOException($"{path} exists and is no folder. Name a folder, or a file to create (it is removed afterwards).")
        : path;

    public void Dispose() => File.Delete(path);
}
