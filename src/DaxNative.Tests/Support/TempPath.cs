namespace DaxNative.Tests;

/// <summary>A path for one test, removed with everything below it when the test ends.</summary>
internal sealed class TempPath : IDisposable
{
    private TempPath(string directory)
    {
        Directory = System.IO.Directory.CreateDirectory(System.IO.Path.Combine(directory, "daxnative-" + Guid.NewGuid().ToString("N"))).FullName;
        Path = System.IO.Path.Combine(Directory, "file");
    }

    internal string Directory { get; }

    internal string Path { get; }

    /// <summary>On tmpfs: volatile memory, mapped at cache-line granularity where that is allowed.</summary>
    internal static TempPath InMemory() => new("/dev/shm");

    /// <summary>
    /// An ordinary file system, page cache: beside the test assembly, but on the disk of a virtual machine, which has the assembly below
    /// an overlay on tmpfs.
    /// </summary>
    internal static TempPath OnDisk() => new(Environment.GetEnvironmentVariable("DAXNATIVE_TEST_PLAIN_EXT4") ?? AppContext.BaseDirectory);

    internal TempPath WithFile(int length, byte value = 0)
    {
        File.WriteAllBytes(Path, [.. Enumerable.Repeat(value, length)]);
        return this;
    }

    internal PersistentMapping OpenVolatile(long length = 1 << 20) => PersistentMapping.Open(Path, Volatile(length));

    internal static MappingOptions Volatile(long length = 1 << 20) => new()
    {
        Mode = FileMode.OpenOrCreate,
        Length = length,
        AllowVolatile = true,
        Verify = false,
    };

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
