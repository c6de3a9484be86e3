namespace DaxNative.Tests;

/// <summary>A flush and its drain with an await between them (DAX003).</summary>
internal static class AwaitCases
{
    internal static readonly Dictionary<string, string> Reported = new()
    {
        ["An await between a flush and its drain"] = """
            async Task Put(PersistentMapping map)
            {
                map.Flush(0, 8); // DAX003
                await Task.Yield();
                map.Drain();
            }
            """,
        ["An await between a store and the one that should drain it"] = """
            async Task<long> Put(PersistentMapping map, Stream stream)
            {
                map.Write(0, [1], StoreOptions.NoDrain); // DAX003
                await stream.FlushAsync().ConfigureAwait(false);
                map.StoreAtomic(64, 1);
                return 1;
            }
            """,
        ["An await in one branch"] = """
            async Task Put(PersistentMapping map, bool isSlow)
            {
                map.Flush(0, 8); // DAX003
                if (isSlow)
                {
                    await Task.Delay(1);
                }

                map.Persist(8, 8);
            }
            """,
        ["An await in a loop that flushes"] = """
            async Task Put(PersistentMapping map, List<Task> tasks)
            {
                foreach (Task task in tasks)
                {
                    map.Flush(0, 8); // DAX003
                    await task;
                }

                map.Drain();
            }
            """,
        ["A drain in a finally, and an await in the try"] = """
            async Task Put(PersistentMapping map, Task task)
            {
                try
                {
                    map.Flush(0, 8); // DAX003
                    await task;
                }
                finally
                {
                    map.Drain();
                }
            }
            """,
        ["await foreach and await using"] = """
            async Task Put(PersistentMapping map, IAsyncEnumerable<int> items)
            {
                map.Flush(0, 8); // DAX003
                await foreach (int item in items)
                {
                    _tail += item;
                }

                map.Drain();
                await using (new MemoryStream())
                {
                    map.Flush(0, 8); // DAX003
                }

                map.Drain();
            }
            """,
        ["A lambda and a local function that are async"] = """
            void Put(PersistentMapping map)
            {
                Func<Task> later = async () => { map.Flush(0, 8); await Task.Yield(); map.Drain(); }; // DAX003
                Func<Task> last = Last;

                async Task Last()
                {
                    map.Flush(0, 8); // DAX003
                    await Task.Yield();
                    map.Drain();
                }
            }
            """,
        ["A buffer, and a batch behind the await"] = """
            async Task Put(PersistentMapping map, Task task)
            {
                PersistentBuffer buffer = map.Slice(0, 64);
                buffer.Flush(0, 8); // DAX003
                switch (_tail)
                {
                    case 0: await task; break;
                    default: goto case 0;
                }

                using FlushBatch batch = map.BeginFlush();
            }
            """,
        ["An await before the drain, and a path without any"] = """
            async Task Put(PersistentMapping map, bool isLast)
            {
                map.Flush(0, 8); // DAX001 DAX003
                await Task.Yield();
                if (isLast) return;
                map.Drain();
            }
            """,
        ["An await, and no drain behind it"] = """
            async Task Put(PersistentMapping map)
            {
                map.Flush(0, 8); // DAX001
                await Task.Yield();
            }
            """,
    };

    internal static readonly Dictionary<string, string> LeftAlone = new()
    {
        ["A drain before the await"] = """
            async Task Put(PersistentMapping map)
            {
                await Task.Yield();
                map.Flush(0, 8);
                map.Drain();
                await Task.Yield();
                map.Persist(8, 8);
            }
            """,
        ["An await whose argument is what drains"] = """
            async Task Put(PersistentMapping map)
            {
                map.Flush(0, 8);
                await Task.FromResult(Drained(map));
                map.StoreAtomic(8, 1);
            }

            static long Drained(PersistentMapping map) { map.Drain(); return 0; }
            """,
        ["An await in a branch that has drained"] = """
            async Task Put(PersistentMapping map, bool isSlow)
            {
                map.Flush(0, 8);
                if (isSlow)
                {
                    map.Drain();
                    await Task.Delay(1);
                }

                map.Persist(8, 8);
            }
            """,
        ["An await on a path that throws"] = """
            async Task Put(PersistentMapping map, bool isBad)
            {
                map.Flush(0, 8);
                if (isBad)
                {
                    await Task.Delay(1);
                    throw new IOException();
                }

                map.Drain();
            }
            """,
        ["A loop that drains before it awaits"] = """
            async Task Serve(PersistentMapping map, Task task)
            {
                while (true)
                {
                    map.Flush(0, 8);
                    try { _tail++; }
                    finally { map.Drain(); }
                    await task;
                }
            }
            """,
        ["An await in a lambda, which is another method"] = """
            void Put(PersistentMapping map, List<Func<Task>> later)
            {
                map.Flush(0, 8);
                later.Add(async () => await Task.Yield());
                map.Drain();
            }
            """,
        ["The drain behind the await is another mapping's"] = """
            async Task PutDeferred(PersistentMapping map, PersistentMapping index)
            {
                map.Flush(0, 8);
                await Task.Yield();
                index.Persist(0, 8);
            }
            """,
        ["A deep flush behind the await, which the kernel makes"] = """
            async Task Put(PersistentMapping map)
            {
                map.Flush(0, 8);
                await Task.Yield();
                map.DeepFlush(0, 8);
            }
            """,
        ["A store that leaves the bytes in the caches, and whose persist comes behind the await"] = """
            async Task Put(PersistentMapping map)
            {
                map.Write(0, [1], StoreOptions.NoFlush);
                await Task.Yield();
                map.Persist(0, 1);
            }
            """,
    };
}
