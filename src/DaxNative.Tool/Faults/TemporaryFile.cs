namespace DaxNative.Tool.Faults;

/// <summary>Removes the file, however the measurement ends.</summary>
internal sealed class TemporaryFile(string path) : IDisposable
{
    public void Dispose() => File.Delete(path);
}
