using BenchmarkDotNet.Attributes;

namespace DaxNative.Benchmarks;

/// <summary>Copies and fills that are durable when they return.</summary>
public class StoreBenchmarks : OnTmpfs
{
    private readonly byte[] _source = Source();

    /// <summary>Gets or sets the bytes of one operation.</summary>
    [Params(8, 64, 512, 4 << 10, 64 << 10, 1 << 20)]
    public int Size { get; set; }

    /// <summary>Copy and persist.</summary>
    [Benchmark]
    public void Write() => Map.Write(Next(Size), _source.AsSpan(0, Size));

    /// <summary>Fill and persist.</summary>
    [Benchmark]
    public void Fill() => Map.Fill(Next(Size), Size, Sample.FillValue);

    private static byte[] Source()
    {
        byte[] source = new byte[1 << 20];
        new Random(1).NextBytes(source);
        return source;
    }
}
