namespace DaxNative.Tests;

/// <summary>A file of its own for one test, on one of the mounts; removed when the test ends.</summary>
internal sealed class TestFile : IDisposable
{
    internal const int Length = 4 << 20;

    private TestFile(string folder) => Path = System.IO.Path.Combine(folder, Guid.NewGuid().ToString("N"));

    internal string Path { get; }

    /// <summary>The name of a file that is not there yet.</summary>
    internal static TestFile Named(string mount) => new(TestDevices.Get(mount));

    internal static TestFile In(string folder) => new(folder);

    /// <summary>A file with every byte written.</summary>
    internal static TestFile Written(string mount, int length = Length) => Named(mount).WithBytes(length);

    internal TestFile WithBytes(int length, byte value = 0)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, value);
        File.WriteAllBytes(Path, bytes);
        return this;
    }

    public void Dispose() => File.Delete(Path);
}
