using BenchmarkDotNet.Attributes;

namespace DaxNative.Benchmarks;

/// <summary>Copies and fills that are durable when they return.</summary>
public class StoreBenchmarks : OnTmpfs
{
    private byte[] _source = [];

    /// <summary>Gets or sets the bytes of one operation.</summary>
    [Params(8, 64, 512, 4 << 10, 64 << 10, 1 << 20)]
    public int Size { get; set; }

    /// <summary>Makes the source.</summary>
    [GlobalSetup(Targets = [nameof(Write), nameof(Fill)])]
    public void Prepare()
    {
        Open();
        _source = new byte[Size];
        new Random(1).NextBytes(_source);
    }

    /// <summary>Copy and persist.</summary>
    [Benchmark]
    public void Write() => Map.Write(Next(Size), _source);

    /// <summary>Fill and persist.</summary>
    [Benchmark]
    public void Fill() => Map.Fill(Next(Size), Size, Sample.FillValue);
}
