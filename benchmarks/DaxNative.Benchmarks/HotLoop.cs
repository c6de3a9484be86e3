using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary><c>hot-loop FOLDER</c>: keeps the hot paths busy past the last tier, so that the JIT's listing shows their final code.</summary>
internal static class HotLoop
{
    internal static int Run(string[] arguments)
    {
        const int Length = 1 << 20;
        using PersistentMapping map = PersistentMapping.Open(
            Path.Combine(arguments[0], "hot-loop"),
            Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = Length });
        using PersistentMapping byteMap = PersistentMapping.Open(Path.Combine(arguments[0], "hot-loop"), Area.Options(StoreGranularity.Byte));
        byte[] source = new byte[4096];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2); Thread.Sleep(50))
        {
            for (int i = 0; i < 2000; i++)
            {
                map.Persist(64 * (i & 63), 8);
                byteMap.Persist(64 * (i & 63), 8);
                map.Write(64 * (i & 63), source.AsSpan(0, 1 << (i % 13)));
                map.Fill(64 * (i & 63), 1 << (i % 13), 1);
                using FlushBatch batch = map.BeginFlush();
                batch.Add(64 * (i & 63), 8);
            }
        }

        return 0;
    }
}
