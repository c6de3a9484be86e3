namespace DaxNative.Tests;

/// <summary>Flushes without a drain (DAX001): the first sentence says what is wrong, a mark where it is reported.</summary>
internal static class FlushCases
{
    internal static readonly Dictionary<string, string> Reported = new()
    {
        ["A flush, and nothing behind it"] = """
            void Put(PersistentMapping map)
            {
                map.AsSpan(0, 8).Fill(1);
                map.Flush(0, 8); // DAX001
            }
            """,
        ["Stores with NoDrain, and nothing behind them"] = """
            void Put(PersistentMapping map)
            {
                map.Write(0, [1], StoreOptions.NoDrain); // DAX001
                map.Fill(0, 64, 0, StoreOptions.NoDrain | StoreOptions.Temporal); // DAX001
                map.StoreAtomic(0, 1, options: StoreOptions.NoDrain); // DAX001
                map.WriteLines(0, [1], [2], StoreOptions.NoDrain); // DAX001
                _tail = map.WriteLinesChecked(0, [1], 0, StoreOptions.NoDrain); // DAX001
            }
            """,
        ["A flush and a store of a buffer"] = """
            void Put(PersistentBuffer buffer)
            {
                const StoreOptions Lazy = StoreOptions.NoDrain;
                buffer.Flush(0, 8); // DAX001
                buffer.Slice(0, 8).StoreAtomic(0, 1, Lazy); // DAX001
            }
            """,
        ["A return before the drain"] = """
            bool Put(PersistentMapping map, bool isLast)
            {
                map.Flush(0, 8); // DAX001
                if (isLast)
                {
                    return false;
                }

                map.Drain();
                return true;
            }
            """,
        ["A loop behind the flush that may run no time"] = """
            void Put(PersistentMapping map, List<long> values)
            {
                map.Write(0, [1], StoreOptions.NoDrain); // DAX001
                foreach (long value in values)
                {
                    map.StoreAtomic(64, value);
                }
            }
            """,
        ["A loop that flushes and never drains"] = """
            void Put(PersistentMapping map)
            {
                for (int i = 0; i < 10; i++)
                {
                    map.Flush(i * 64, 64); // DAX001
                }
            }
            """,
        ["One case of a switch that does not drain"] = """
            void Put(PersistentMapping map, int kind)
            {
                map.Flush(0, 8); // DAX001
                switch (kind)
                {
                    case 0: map.Drain(); break;
                    case 1: map.Persist(8, 8); break;
                    default: break;
                }
            }
            """,
        ["A goto past the drain"] = """
            void Put(PersistentMapping map, int kind)
            {
                map.Flush(0, 8); // DAX001
                if (kind == 0) goto end;
                map.Drain();
                end: _tail++;
            }
            """,
        ["A finally that drains nothing"] = """
            void Put(PersistentMapping map, Stream stream)
            {
                try
                {
                    map.Flush(0, 8); // DAX001
                }
                finally
                {
                    stream.Flush();
                }
            }
            """,
        ["A flush in a finally"] = """
            int Put(PersistentMapping map)
            {
                try
                {
                    return 1;
                }
                finally
                {
                    map.Flush(0, 8); // DAX001
                }
            }
            """,
        ["A flush in a catch that goes on"] = """
            void Put(PersistentMapping map)
            {
                try
                {
                    map.Persist(0, 8);
                }
                catch (IOException)
                {
                    map.Flush(0, 8); // DAX001
                }
            }
            """,
        ["Two mappings, of which the other is drained"] = """
            void Put(PersistentMapping map, PersistentMapping index)
            {
                map.Flush(0, 8); // DAX001
                index.Drain();
            }

            void Put()
            {
                _map.Flush(0, 8); // DAX001
                _index.Persist(0, 8);
            }
            """,
        ["Two mappings that are opened here, through their buffers"] = """
            static void Put()
            {
                using var map = PersistentMapping.Open("a");
                using var index = PersistentMapping.Open("b");
                PersistentBuffer data = map.Slice(0, 4096), keys = index.Slice(0, 4096);
                data.Write(0, [1], StoreOptions.NoDrain); // DAX001
                keys.StoreAtomic(0, 1);
            }
            """,
        ["Nested using statements, whose Dispose drains nothing"] = """
            static void Put()
            {
                using (PersistentMapping map = PersistentMapping.Open("a"))
                using (var file = new MemoryStream())
                {
                    map.Flush(0, 8); // DAX001
                }
            }
            """,
        ["A batch that nobody disposes of"] = """
            void Put(PersistentMapping map)
            {
                FlushBatch batch = map.BeginFlush();
                batch.Add(0, 8); // DAX001
            }
            """,
        ["A drain under a condition that has nothing to do with the flush"] = """
            void Put(PersistentMapping map, bool isUrgent)
            {
                map.Flush(0, 8); // DAX001
                if (isUrgent)
                {
                    map.Drain();
                }
            }
            """,
        ["Calls behind the flush that cannot get at the mapping"] = """
            static void Put(PersistentMapping map, List<string> names)
            {
                map.Flush(0, 8); // DAX001
                names.Add("a");
                Console.WriteLine("{0}", map.Length);
                Note(names);
            }

            static void Note(List<string> names) => names.Clear();
            """,
        ["A local function that drains nothing"] = """
            void Put(PersistentMapping map)
            {
                map.Flush(0, 8); // DAX001
                Count();

                void Count() => _tail++;
            }
            """,
        ["A private method, and nobody who calls it drains"] = """
            private void PutOne() => _map.Flush(0, 8); // DAX001
            public void Put() { PutOne(); _tail++; }
            private void Finish() { _map.Drain(); Put(); }
            """,
        ["A constructor, an accessor and an operator"] = """
            Store(PersistentMapping map) => map.Flush(0, 8); // DAX001
            long Tail { get => _tail; set { _tail = value; _map.StoreAtomic(0, value, StoreOptions.NoDrain); } } // DAX001
            public static Store operator +(Store left, long right) { left._map.StoreAtomic(0, right, StoreOptions.NoDrain); return left; } // DAX001
            """,
    };

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

                if (map.Length == 0) Fail();
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
        ["The caller drains, as the method says by its name or leaves to an option"] = """
            void Put(PersistentMapping map, StoreOptions options) { map.Flush(0, 8); if (options == StoreOptions.None) map.Drain(); }
            void PutNoDrain(PersistentMapping map) => map.Write(0, [1], StoreOptions.NoDrain);
            void PutDeferred(PersistentMapping map) => map.Write(0, [1], StoreOptions.NoDrain);
            void FlushHeader(PersistentMapping map) => map.Flush(0, 64);
            void Add(ref FlushBatch batch) => batch.Add(0, 64);
            """,
        ["An option that is no constant"] = """
            void Put(PersistentMapping map, bool isLast)
            {
                map.Write(0, [1], isLast ? StoreOptions.None : StoreOptions.NoDrain);
                map.Write(0, [1], StoreOptions.NoDrain);
                map.Write(64, [1], isLast ? StoreOptions.None : StoreOptions.NonTemporal);
            }
            """,
        ["A store that says whether it was made"] = """
            bool Put(PersistentMapping map)
            {
                if (!map.TryWriteLines(0, default, [1], StoreOptions.NoDrain)) return false;
                map.Drain();
                return true;
            }
            """,
        ["The same condition for the flush and for the drain"] = """
            void Put(PersistentMapping map, bool isDurable, PersistentMapping[] all)
            {
                if (isDurable) map.Flush(0, 8);
                _tail++;
                if (isDurable) map.Drain();
                foreach (PersistentMapping one in all) one.Flush(0, 8);
                foreach (PersistentMapping one in all) one.Drain();
            }
            """,
        ["A flag, a count or a field that says that there is something to drain"] = """
            void Put(PersistentMapping map, List<long> offsets)
            {
                bool any = false; int count = 0;
                foreach (long offset in offsets) { map.Flush(offset, 8); any = true; }
                if (any && map.Length > 0) { map.Drain(); }
                foreach (long offset in offsets) { count++; map.Flush(offset, 8); }
                if (count != 0) map.Drain();
                foreach (long offset in offsets) { map.Flush(offset, 8); _isDirty = true; }
                if (_isDirty) { _tail++; map.Drain(); }
            }
            """,
        ["A condition on the mapping itself"] = """
            void Put(PersistentMapping? map)
            {
                map?.Flush(0, 8);
                map?.Drain();
                if (map is null) return;
                map.Flush(0, 8);
                if (map.Granularity != StoreGranularity.Page) map.Drain();
            }
            """,
        ["A method that is given the mapping, or may hold it"] = """
            void One(PersistentMapping map) { map.Flush(0, 8); Finish(map); }
            void Two(PersistentMapping map) { map.Flush(0, 8); Commit(); }
            void Three(PersistentMapping map, Action drain) { map.Flush(0, 8); drain(); }
            void Four(PersistentMapping map, Store other) { map.Flush(0, 8); other.Tail = 1; }
            void Five(PersistentMapping map, List<long> values) { map.Flush(0, 8); values.ForEach(value => map.StoreAtomic(0, value)); }
            void Six(PersistentMapping map, IDisposable scope) { using (scope) { map.Flush(0, 8); } }
            void Seven(PersistentMapping map) { map.Flush(0, 8); _ = new Pair<PersistentBuffer>(map.Slice(0, 8)); }
            static void Finish(PersistentMapping map) => map.Drain();
            void Commit() => _map.Drain();
            long Tail { set => _map.Drain(); }
            sealed class Pair<T>(T value) { public T Value { get; } = value; }
            """,
        ["A private method whose caller drains, or the caller of its caller"] = """
            private void PutOne() => _map.Flush(0, 8);
            private void PutTwo() { _map.Flush(64, 8); PutOne(); }
            private void PutEach(long offset) => _map.Flush(offset, 8);
            public void Put(List<long> offsets) { PutTwo(); offsets.ForEach(PutEach); _map.Drain(); }
            """,
        ["A lambda and a local function, whose callers drain"] = """
            void Put(PersistentMapping map, List<long> offsets)
            {
                offsets.ForEach(offset => map.Flush(offset, 8));
                One(0);
                One(64);
                Finish();
                map.Flush(0, 8);
                Finish();

                void One(long offset) => map.Flush(offset, 8);
                void Finish() => map.Drain();
            }
            """,
        ["An iterator, whose user may drain between two items"] = """
            IEnumerable<long> Put(PersistentMapping map)
            {
                map.Flush(0, 8);
                yield return 1;
            }
            """,
        ["One mapping by two names"] = """
            void Put(PersistentMapping map)
            {
                PersistentMapping same = map;
                PersistentBuffer buffer = map.Slice(0, 64);
                map.Flush(0, 8);
                same.Drain();
                buffer.Flush(0, 8);
                map.Drain();
                _map.Flush(0, 8);
                map.Drain();
            }
            """,
    };
}
