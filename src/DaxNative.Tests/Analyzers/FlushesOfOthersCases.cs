namespace DaxNative.Tests;

/// <summary>Flushes whose drain is somebody else's, or depends on something: nothing can be told for sure.</summary>
internal static class FlushesOfOthersCases
{
    internal static readonly Dictionary<string, string> LeftAlone = new()
    {
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
        ["The same condition for the flush and for the drain"] = """
            void One(PersistentMapping map, bool isDurable)
            {
                if (isDurable) map.Flush(0, 8);
                _tail++;
                if (isDurable) map.Drain();
            }

            void Two(PersistentMapping[] all)
            {
                foreach (PersistentMapping one in all) one.Flush(0, 8);
                foreach (PersistentMapping one in all) one.Drain();
                for (int i = 0; i < all.Length; i++) all[i].Flush(0, 8);
                for (int i = 0; i < all.Length; i++) all[i].Drain();
            }

            void Three(PersistentMapping map, int kind)
            {
                switch (kind) { case 0: map.Flush(0, 8); break; default: break; }
                while (kind > 0 && kind-- > 1) { map.Drain(); }
            }
            """,
        ["A flag, a count or a field that says that there is something to drain"] = """
            void One(PersistentMapping map, List<long> offsets)
            {
                bool any = false;
                foreach (long offset in offsets) { map.Flush(offset, 8); any = true; }
                if (any && map.Length > 0) { map.Drain(); }
            }

            void Two(PersistentMapping map, List<long> offsets)
            {
                int count = 0;
                foreach (long offset in offsets) { count++; map.Flush(offset, 8); }
                if (count != 0) map.Persist(0, 8);
            }

            void Sum(PersistentMapping map, List<long> offsets)
            {
                int sum = 0;
                foreach (long offset in offsets) { sum += (int)offset; map.Flush(offset, 8); }
                if (sum != 0) map.Drain();
            }

            void Three(PersistentMapping map, List<long> offsets)
            {
                foreach (long offset in offsets) { map.Flush(offset, 8); _isDirty = true; }
                if (_isDirty) { _tail++; map.Drain(); }
            }

            void Four(PersistentMapping map)
            {
                bool any = false;
                map.Flush(0, 8);
                Set(out any);
                if (any) map.Drain();
            }

            void Five(PersistentMapping map)
            {
                bool last = false;
                map.Flush(0, 8);
                (_, last) = (1, true);
                if (last) map.Drain();
            }

            static void Set(out bool value) => value = true;
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
            void Eight<T>(PersistentMapping map, T scope) { map.Flush(0, 8); FinishAny(scope); }
            void Nine(PersistentMapping map, List<Store> all) { map.Flush(0, 8); FinishAny(all); }
            void Ten(PersistentMapping map, PersistentMapping[] all) { map.Flush(0, 8); FinishAny(all); }
            void Eleven(PersistentMapping map, Scope scope) { using (scope) { map.Flush(0, 8); } }
            static void FinishAny<T>(T any) => (any as Store)?._map.Drain();
            static void Finish(PersistentMapping map) => map.Drain();
            sealed class Scope : IDisposable { void IDisposable.Dispose() { } }
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
                map.Flush(0, 8);
                Last();

                void One(long offset) => map.Flush(offset, 8);
                void Finish() => map.Drain();
                void Last() => Finish();
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

            void Put(PersistentMapping map, PersistentMapping index, PersistentMapping[] all, bool isShared)
            {
                if (isShared) map = index;
                map.Flush(0, 8);
                index.Drain();
                PersistentMapping first = all[0], last = all[^1];
                first.Flush(0, 8);
                last.Drain();
            }
            """,
    };
}
