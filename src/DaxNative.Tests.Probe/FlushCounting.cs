using System.Diagnostics.Metrics;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>flush-counts PATH</c>: does what flushes and fences a known number of times, and prints for each what the meter counted, lines
/// and fences; <c>off</c> for both where the meter has no such instruments.
/// </summary>
internal static class FlushCounting
{
    private const int Room = 1 << 20;

    private static readonly byte[] s_bytes = new byte[8192];

    private static readonly (string Name, Action<PersistentMapping> Do)[] s_cases =
    [
        ("persist nothing", map => map.Persist(0, 0)),
        ("persist a line", map => map.Persist(64, 64)),
        ("persist a byte", map => map.Persist(127, 1)),
        ("persist across two lines", map => map.Persist(60, 8)),
        ("persist 10000 lines", map => map.Persist(0, 640_000)),
        ("persist 10000 lines off by one", map => map.Persist(1, 640_000)),
        ("persist out of range", map => Refused<ArgumentOutOfRangeException>(() => map.Persist(Room, 1))),
        ("flush", map => map.Flush(0, 100)),
        ("drain", map => map.Drain()),
        ("deep flush", map => map.DeepFlush(0, 65)),
        ("batch", Batch),
        ("store atomic", map => map.StoreAtomic(8, 1)),
        ("compare and exchange", map => map.CompareExchange(8, 2, 1)),
        ("write", map => map.Write(0, s_bytes.AsSpan(0, 100), StoreOptions.Temporal)),
        ("write without a drain", map => map.Write(0, s_bytes.AsSpan(0, 100), StoreOptions.Temporal | StoreOptions.NoDrain)),
        ("write without a flush", map => map.Write(0, s_bytes.AsSpan(0, 100), StoreOptions.NoFlush)),
        ("write past the caches", map => map.Write(0, s_bytes, StoreOptions.NonTemporal)),
        ("write past the caches with odd ends", map => map.Write(1, s_bytes, StoreOptions.NonTemporal)),
        ("fill", map => map.Fill(0, 4096, 1, StoreOptions.Temporal)),
        ("fill past the caches", map => map.Fill(0, 4096, 1, StoreOptions.NonTemporal)),
        ("lines", map => map.WriteCacheLines(0, s_bytes.AsSpan(0, 40), s_bytes.AsSpan(0, 100), StoreOptions.Temporal)),
        ("lines past the caches", map => map.WriteCacheLines(0, s_bytes.AsSpan(0, 40), s_bytes.AsSpan(0, 100), StoreOptions.NonTemporal)),
        ("checked lines past the caches", map => map.WriteCacheLinesChecked(0, s_bytes.AsSpan(0, 5000), 0, StoreOptions.NonTemporal)),
        ("threads that have ended", Threads),
        ("disposed", Disposed),
    ];

    internal static int Run(string[] args)
    {
        using PersistentMapping map = PersistentMapping.Open(args[0], new MappingOptions
        {
            Mode = FileMode.OpenOrCreate,
            Length = Room,
            AllowVolatile = true,
            RequiredGranularity = StoreGranularity.CacheLine,
        });
        var now = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "DaxNative")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => now[instrument.Name] = value);
        listener.Start();
        foreach ((string name, Action<PersistentMapping> act) in s_cases)
        {
            (long? lines, long? fences) = Read(listener, now);
            act(map);
            (long? linesAfter, long? fencesAfter) = Read(listener, now);
            Console.WriteLine($"{name}: {(linesAfter - lines)?.ToString() ?? "off"} {(fencesAfter - fences)?.ToString() ?? "off"}");
        }

        return 0;
    }

    private static (long? Lines, long? Fences) Read(MeterListener listener, Dictionary<string, long> now)
    {
        listener.RecordObservableInstruments();
        return (now.TryGetValue("daxnative.flush.lines", out long lines) ? lines : null, now.TryGetValue("daxnative.flush.fences", out long fences) ? fences : null);
    }

    private static void Batch(PersistentMapping map)
    {
        using FlushBatch batch = map.BeginFlush();
        batch.Add(0, 64);
        batch.Add(4000, 200);
    }

    private static void Threads(PersistentMapping map)
    {
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(index => new Thread(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                map.Persist(index * 4096, 128);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static void Disposed(PersistentMapping map)
    {
        map.Dispose();
        Refused<ObjectDisposedException>(() => map.Persist(0, 64));
        Refused<ObjectDisposedException>(() => map.Drain());
    }

    private static void Refused<T>(Action act)
        where T : Exception
    {
        try
        {
            act();
        }
        catch (T)
        {
            return;
        }

        throw new InvalidOperationException($"No {typeof(T).Name}.");
    }
}
