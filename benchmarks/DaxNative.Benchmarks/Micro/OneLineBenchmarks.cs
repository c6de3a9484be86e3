using BenchmarkDotNet.Attributes;

namespace DaxNative.Benchmarks;

/// <summary>The smallest operations, where every instruction of ours shows.</summary>
public class OneLineBenchmarks : OnTmpfs
{
    /// <summary>The same line again and again.</summary>
    [Benchmark]
    public void PersistSameLine()
    {
        Dirty(0, sizeof(long));
        Map.Persist(0, sizeof(long));
    }

    /// <summary>A fence, with bounds and disposed check.</summary>
    [Benchmark]
    public void PersistAtByteGranularity() => ByteMap.Persist(0, sizeof(long));

    /// <summary>An atomic store and its persist.</summary>
    [Benchmark]
    public void StoreAtomic() => Map.StoreAtomic(Next(sizeof(long)), 1);

    /// <summary>64 lines under one drain.</summary>
    [Benchmark]
    public void Batch()
    {
        long at = Next(Sample.BatchLines * Sample.BatchStride);
        using FlushBatch batch = Map.BeginFlush();
        for (int line = 0; line < Sample.BatchLines; line++)
        {
            Dirty(at + line * Sample.BatchStride, sizeof(long));
            batch.Add(at + line * Sample.BatchStride, sizeof(long));
        }
    }
}
