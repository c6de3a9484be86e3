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
                map.WriteCacheLines(0, [1], [2], StoreOptions.NoDrain); // DAX001
                _tail = map.WriteCacheLinesChecked(0, [1], 0, StoreOptions.NoDrain); // DAX001
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
            void Put(PersistentMapping map, List<long> values, long[] others, IEnumerable<long> rest, int count)
            {
                map.Write(0, [1], StoreOptions.NoDrain); // DAX001
                foreach (long value in values) map.StoreAtomic(64, value);
                foreach (long value in others) map.StoreAtomic(64, value);
                foreach (long value in rest) map.StoreAtomic(64, value);
                for (int i = 0; i < count; i++) map.StoreAtomic(64, i);
                while (count-- > 0) map.StoreAtomic(64, 0);
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
        ["Conditions that have nothing but a constant in common"] = """
            enum Kind { One, Two }
            void Put(PersistentMapping map, Kind kind, Kind other)
            {
                if (kind == Kind.One) map.Flush(0, 8); // DAX001
                if (other == Kind.One) map.Drain();
            }
            """,
        ["A condition that the method has found out before"] = """
            void Put(PersistentMapping map)
            {
                bool isUrgent = _tail > 4096;
                map.Flush(0, 8); // DAX001
                if (isUrgent) map.Drain();
            }
            """,
        ["Calls behind the flush that cannot get at the mapping"] = """
            static void Put(PersistentMapping map, List<string> names)
            {
                map.Flush(0, 8); // DAX001
                names.Add("a");
                Console.WriteLine("{0}", map.Length);
                Note(names, Kind.One);
            }

            static void Note(List<string> names, Kind kind) => names.Clear();
            enum Kind { One, Two }
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
}
