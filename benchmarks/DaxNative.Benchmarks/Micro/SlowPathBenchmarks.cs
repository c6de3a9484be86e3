using BenchmarkDotNet.Attributes;

namespace DaxNative.Benchmarks;

/// <summary>What is asked seldom, and enters the kernel.</summary>
public class SlowPathBenchmarks : OnTmpfs
{
    /// <summary>Open, map and unmap of a file that is there.</summary>
    [Benchmark]
    public void OpenAndDispose() => PersistentMapping.Open(FilePath, new MappingOptions { AllowVolatile = true, ForceGranularity = StoreGranularity.CacheLine }).Dispose();

    /// <summary>What a range is.</summary>
    /// <returns>The report.</returns>
    [Benchmark]
    public RangeReport Inspect() => RangeInspector.Inspect(Map.AsSpan(0, 4096));

    /// <summary>What devices there are.</summary>
    /// <returns>Their number.</returns>
    [Benchmark]
    public int Enumerate() => DaxBus.Enumerate().Count;
}
