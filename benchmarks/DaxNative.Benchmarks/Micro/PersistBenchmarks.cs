using BenchmarkDotNet.Attributes;

namespace DaxNative.Benchmarks;

/// <summary>Flushes of stored lines.</summary>
public class PersistBenchmarks : OnTmpfs
{
    /// <summary>Gets or sets the bytes of one operation.</summary>
    [Params(8, 64, 256, 1 << 10, 4 << 10, 64 << 10, 1 << 20)]
    public int Size { get; set; }

    /// <summary>On lines that no cache holds.</summary>
    [Benchmark]
    public void Persist()
    {
        long at = Next(Size);
        Dirty(at, Size);
        Map.Persist(at, Size);
    }
}
