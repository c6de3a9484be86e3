using System.Runtime.InteropServices;

namespace DaxNative.Benchmarks;

/// <summary>
/// The memory that all work on: one file on tmpfs, mapped once. A cursor leads every sample of everybody to lines that
/// nobody touched for a whole turn around the area, so none finds them in a cache.
/// </summary>
internal sealed unsafe class Area : IDisposable
{
    internal const int LargestOperation = 16 << 20;

    private readonly PersistentMapping _map;
    private readonly PersistentMapping _byteMap;
    private readonly byte* _source;
    private readonly byte* _path;
    private long _cursor;

    internal Area(string folder, long length)
    {
        Length = length;
        Path = System.IO.Path.Combine(folder, "area");
        _map = PersistentMapping.Open(Path, Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = length });
        _byteMap = PersistentMapping.Open(Path, Options(StoreGranularity.Byte));
        Memory = AddressOf(_map);

        // SAFETY: freed in Dispose, after the last sample.
        _source = (byte*)NativeMemory.AlignedAlloc(LargestOperation, 4096);
        new Random(1).NextBytes(new Span<byte>(_source, LargestOperation));
        _path = (byte*)Marshal.StringToCoTaskMemUTF8(Path);
    }

    internal long Length { get; }

    internal string Path { get; }

    /// <summary>Mapped at cache-line granularity.</summary>
    internal PersistentMapping Map => _map;

    /// <summary>The same file at byte granularity.</summary>
    internal PersistentMapping ByteMap => _byteMap;

    internal nint Memory { get; }

    /// <summary>The path of the file, for C.</summary>
    internal nint NativePath => (nint)_path;

    internal static MappingOptions Options(StoreGranularity granularity) => new()
    {
        AllowVolatile = true,
        ForceGranularity = granularity,
        Prefault = true,
    };

    /// <summary>What every sample hands on; see <see cref="Sample.DirtyRest"/>.</summary>
    internal nint DirtyRest { get; set; }

    // SAFETY (all three): the callers stay within the area and the source.
    internal Span<byte> Span(long offset, int length) => new((byte*)Memory + offset, length);

    internal ReadOnlySpan<byte> Source(int length) => new(_source, length);

    /// <summary>The next sample of a case: behind the one before, or at the start again.</summary>
    internal Sample Next(ComparisonCase of, long count)
    {
        // The line before and the line after stay free, so that a check sees what does not belong there.
        long needed = count * of.Stride + of.Shift + of.Size + 2 * Sample.LineSize;
        if (_cursor + needed > Length)
        {
            _cursor = 0;
        }

        var sample = new Sample
        {
            Memory = Memory,
            Offset = _cursor + Sample.LineSize + of.Shift,
            Stride = of.Stride,
            Size = of.Size,
            Count = count,
            Source = of.Source == 0 ? (nint)_source : of.Source,
            DirtyRest = DirtyRest,
        };
        long after = _cursor + needed;
        _cursor = (after + Sample.LineSize - 1) / Sample.LineSize * Sample.LineSize;
        return sample;
    }

    /// <summary>How many operations of a case fit into a quarter of the area.</summary>
    internal long Room(ComparisonCase of) => of.Stride == 0 ? long.MaxValue : Math.Max(1, (Length / 4) / of.Stride);

    public void Dispose()
    {
        _byteMap.Dispose();
        _map.Dispose();
        NativeMemory.AlignedFree(_source);
        Marshal.FreeCoTaskMem((nint)_path);
    }

    private static nint AddressOf(PersistentMapping map)
    {
        fixed (byte* first = map.AsSpan(0, 1))
        {
            return (nint)first;
        }
    }
}
