using BenchmarkDotNet.Attributes;

namespace DaxNative.Benchmarks;

/// <summary>A file on tmpfs, mapped at both fine granularities, for as long as a class's benchmarks run.</summary>
public abstract class OnTmpfs
{
    private const long Length = 64 << 20;
    private string _folder = "";
    private long _cursor;

    /// <summary>Gets the path of the file.</summary>
    protected string FilePath => Path.Combine(_folder, "file");

    /// <summary>Gets the mapping at cache-line granularity.</summary>
    protected PersistentMapping Map { get; private set; } = null!;

    /// <summary>Gets the mapping at byte granularity.</summary>
    protected PersistentMapping ByteMap { get; private set; } = null!;

    /// <summary>Creates and maps the file.</summary>
    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateDirectory($"/dev/shm/daxnative-benchmarks.{Guid.NewGuid():N}").FullName;
        Map = PersistentMapping.Open(FilePath, Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = Length });
        ByteMap = PersistentMapping.Open(FilePath, Area.Options(StoreGranularity.Byte));
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void Close()
    {
        Map.Dispose();
        ByteMap.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Gets the next place, on a line of its own that was not touched for a while.</summary>
    protected long Next(long size)
    {
        long at = _cursor;
        long after = at + Sizes.Lines(size);
        _cursor = after + Sizes.Lines(size) <= Length ? after : 0;
        return at;
    }

    /// <summary>Stores into each line of a range.</summary>
    protected void Dirty(long offset, int size)
    {
        Span<byte> range = Map.AsSpan(offset, size);
        for (int line = 0; line < size; line += Sample.LineSize)
        {
            range[line]++;
        }
    }
}
