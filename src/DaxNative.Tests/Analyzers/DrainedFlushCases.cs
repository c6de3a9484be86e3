namespace DaxNative.Tests;

/// <summary>Flushes that are drained on every path, whatever way it takes.</summary>
internal static class DrainedFlushCases
{
    internal static readonly Dictionary<string, string> LeftAlone = new()
    {
        ["Flushes, then a drain"] = """
            void Put(PersistentMapping map)
            {
                map.Flush(0, 8);
                map.Write(64, [1], StoreOptions.NoDrain);
                map.Drain();
            }
            """,
        ["Everything that drains"] = """
            void Put(PersistentMapping map)
            {
                map.Flush(0, 8); map.Persist(8, 8);
                map.Flush(0, 8); map.Persist(ref map.Ref<long>(0));
                map.Flush(0, 8); map.DeepFlush(0, 8);
                map.Flush(0, 8); map.StoreAtomic(64, 1);
                map.Flush(0, 8); map.Write(64, [1], StoreOptions.Temporal);
                map.Flush(0, 8); map.Slice(0, 64).Persist(0, 8);
                map.Flush(0, 8); using (FlushBatch batch = map.BeginFlush()) { batch.Add(0, 8); }
            }
            """,
        ["A store that leaves the bytes in the caches has flushed nothing"] = """
            void Put(PersistentMapping map)
            {
                map.Write(0, [1], StoreOptions.NoFlush);
                map.Fill(0, 64, 0, StoreOptions.NoFlush | StoreOptions.NoDrain);
            }
            """,
        ["A loop that flushes, and one drain behind it"] = """
            void Put(PersistentMapping map)
            {
                for (int i = 0; i < 10; i++)
                {
                    if (i == 5) continue;
                    map.Flush(i * 64, 64);
                }

                map.Drain();
            }
            """,
        ["A drain in a finally"] = """
            bool Put(PersistentMapping map, int kind)
            {
                try
                {
                    map.Flush(0, 8);
                    if (kind == 0) return false;
                    try { map.Flush(64, 8); if (kind == 1) return true; }
                    finally { _tail++; }
                    return true;
                }
                finally
                {
                    map.Drain();
                }
            }
            """,
        ["A path that throws"] = """
            void Put(PersistentMapping map, bool isBad)
            {
                map.Flush(0, 8);
                if (isBad)
                {
                    throw new IOException();
                }

                if (map.Length == 0) { Fail(); return; }
                map.Drain();
            }

            [System.Diagnostics.CodeAnalysis.DoesNotReturn] static void Fail() => throw new IOException();
            """,
        ["A path that leads through a catch"] = """
            bool Put(PersistentMapping map, Stream stream)
            {
                try
                {
                    map.Flush(0, 8);
                    stream.Flush();
                    map.Drain();
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            }
            """,
        ["Every case of a switch drains"] = """
            int Put(PersistentMapping map, int kind)
            {
                map.Flush(0, 8);
                switch (kind)
                {
                    case 0: map.Drain(); return 0;
                    case 1: goto case 0;
                    case 2: throw new IOException();
                    default: map.Persist(8, 8); break;
                }

                return 1;
            }
            """,
        ["A goto to the drain"] = """
            void Put(PersistentMapping map, int kind)
            {
                again: map.Flush(0, 8);
                if (kind-- > 0) goto again;
                if (kind == -7) goto end;
                _tail++;
                end: map.Drain();
            }
            """,
        ["A loop without an end"] = """
            void Serve(PersistentMapping map)
            {
                while (true)
                {
                    map.Drain();
                    map.Flush(0, 8);
                }
            }
            """,
        ["A batch that a using disposes of, nested in another"] = """
            int Put(PersistentMapping map)
            {
                using var file = new MemoryStream();
                using FlushBatch batch = map.BeginFlush();
                batch.Add(0, 8);
                map.Flush(64, 8);
                if (file.Length == 0) return 1;
                batch.Add(64, 8);
                return 2;
            }
            """,
    };
}
