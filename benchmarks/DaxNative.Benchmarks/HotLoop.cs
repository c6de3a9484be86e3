using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DaxNative.Benchmarks;

/// <summary>
/// <c>hot-loop FOLDER</c>: keeps calls of the hot paths busy past the last tier. Each has a method of its own, so that the JIT's
/// listing of that method is the call as a user's code has it, with what the JIT inlines.
/// </summary>
internal static class HotLoop
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(2);

    // The JIT promotes methods in the background, and only when a moment passed without new ones.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(120);

    internal static int Run(string[] arguments)
    {
        string path = Path.Combine(arguments[0], "hot-loop");
        using PersistentMapping map = PersistentMapping.Open(path, Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = 1 << 20 });
        using PersistentMapping byteMap = PersistentMapping.Open(path, Area.Options(StoreGranularity.Byte));
        byte[] source = new byte[4096];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_time; Thread.Sleep(s_pause))
        {
            for (int i = 0; i < 2000; i++)
            {
                long offset = 64 * (i & 63);
                int size = 8 << (i % 10);
                PersistEight(map, offset);
                PersistEightAtByteGranularity(byteMap, offset);
                Persist(map, offset, size);
                Write(map, offset, source.AsSpan(0, size));
                Fill(map, offset, size);
                AddToBatch(map, offset);
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PersistEight(PersistentMapping map, long offset) => map.Persist(offset, sizeof(long));

    // A second method: what the JIT learned of one granularity must not shape the code of the other.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PersistEightAtByteGranularity(PersistentMapping map, long offset) => map.Persist(offset, sizeof(long));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Persist(PersistentMapping map, long offset, long size) => map.Persist(offset, size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(PersistentMapping map, long offset, ReadOnlySpan<byte> source) => map.Write(offset, source);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(PersistentMapping map, long offset, long size) => map.Fill(offset, size, Sample.FillValue);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddToBatch(PersistentMapping map, long offset)
    {
        using FlushBatch batch = map.BeginFlush();
        batch.Add(offset, sizeof(long));
    }
}
