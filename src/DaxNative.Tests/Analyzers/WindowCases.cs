namespace DaxNative.Tests;

/// <summary>Spans, memories and references that are used after the mapping's Dispose (DAX002).</summary>
internal static class WindowCases
{
    internal static readonly Dictionary<string, string> Reported = new()
    {
        ["A span that is used after Dispose"] = """
            void Read(PersistentMapping map)
            {
                Span<byte> span = map.AsSpan(0, 8);
                span[0] = 1;
                map.Dispose();
                span[0] = 2; // DAX002
                span[1] = 2;
            }
            """,
        ["Each kind of window"] = """
            void Read(PersistentMapping map)
            {
                Memory<byte> memory = map.AsMemory(0, 8);
                ReadOnlyMemory<byte> readOnlyMemory = map.AsReadOnlyMemory(0, 8);
                ReadOnlySpan<byte> readOnly = map.AsReadOnlySpan(0, 8);
                ReadOnlySpan<byte> converted = map.AsSpan(0, 8);
                ref long value = ref map.Ref<long>(0);
                ref readonly long readOnlyValue = ref map.ReadOnlyRef<long>(0);
                map.Dispose();
                _ = memory.Span[0]; // DAX002
                _ = readOnlyMemory.ToArray(); // DAX002
                _ = readOnly[0]; // DAX002
                _ = converted[0]; // DAX002
                value = 1; // DAX002
                _tail = readOnlyValue; // DAX002
            }
            """,
        ["Windows of a buffer, and of other windows"] = """
            struct Pair { public long First, Second; }

            void Read(PersistentMapping map)
            {
                PersistentBuffer buffer = map.Slice(0, 64);
                Span<byte> span = buffer.AsSpan();
                Span<byte> direct = map.Slice(0, 64).Slice(0, 8).AsSpan(0, 8);
                Span<long> cast = MemoryMarshal.Cast<byte, long>(span[8..].Slice(8));
                ref byte first = ref span[0];
                ref long field = ref map.Ref<Pair>(0).Second;
                Span<byte> inner = map.AsMemory(0, 8).Span;
                map.Dispose();
                span.Clear(); // DAX002
                direct.Clear(); // DAX002
                cast.Clear(); // DAX002
                first++; // DAX002
                _ = field; // DAX002
                Use(inner); // DAX002
            }

            static void Use(Span<byte> span) => span.Clear();
            """,
        ["A using statement around where the span comes from, not around where it is used"] = """
            void Read(PersistentMapping map)
            {
                Span<byte> span;
                using (map)
                {
                    span = map.AsSpan(0, 8);
                }

                span[0] = 1; // DAX002
            }
            """,
        ["Dispose on one of the paths"] = """
            void Read(PersistentMapping map, bool isLast)
            {
                Span<byte> span = map.AsSpan(0, 8);
                if (isLast)
                {
                    map.Dispose();
                }

                span[0] = 1; // DAX002
            }
            """,
        ["Dispose at the end of a loop's body"] = """
            void Read(PersistentMapping map)
            {
                Span<byte> span = map.AsSpan(0, 8);
                for (int i = 0; i < 8; i++)
                {
                    span[i] = 1; // DAX002
                    map.Dispose();
                }
            }
            """,
        ["Dispose in a finally"] = """
            byte Read()
            {
                PersistentMapping map = PersistentMapping.Open("a");
                ReadOnlySpan<byte> span = map.AsReadOnlySpan(0, 8);
                try
                {
                    _tail = span[0];
                }
                finally
                {
                    map.Dispose();
                }

                return span[1]; // DAX002
            }
            """,
        ["A span that is returned out of a using"] = """
            Span<byte> One(PersistentMapping map) { using (map) { return map.AsSpan(0, 8); } } // DAX002
            static ReadOnlySpan<byte> Two()
            {
                using PersistentMapping map = PersistentMapping.Open("a");
                ReadOnlySpan<byte> span = map.AsReadOnlySpan(0, 64);
                return span[8..]; // DAX002
            }

            static Memory<byte> Three()
            {
                using var map = PersistentMapping.Open("a");
                using var file = new MemoryStream();
                return map.AsMemory(0, 64); // DAX002
            }

            static ref long Four()
            {
                using var map = PersistentMapping.Open("a");
                return ref map.Ref<long>(0); // DAX002
            }

            static Span<byte> Five()
            {
                var map = PersistentMapping.Open("a");
                try { return map.AsSpan(0, 8); } // DAX002
                finally { map.Dispose(); }
            }
            """,
        ["A field's mapping, two mappings, a lambda and a goto"] = """
            void Read(PersistentMapping map)
            {
                Span<byte> mine = _map.AsSpan(0, 8), other = _index.AsSpan(0, 8);
                _map.Dispose();
                other[0] = mine[0]; // DAX002
                Action later = () =>
                {
                    Span<byte> span = map.AsSpan(0, 8);
                    again: span[0]++; // DAX002
                    map.Dispose();
                    goto again;
                };
            }
            """,
    };

    internal static readonly Dictionary<string, string> LeftAlone = new()
    {
        ["A span that is used before Dispose"] = """
            byte Read()
            {
                using var map = PersistentMapping.Open("a");
                Span<byte> span = map.AsSpan(0, 8);
                span[0] = 1;
                return span[0];
            }
            """,
        ["What is returned out of a using is a value or a copy"] = """
            static long One() { using var map = PersistentMapping.Open("a"); return map.Ref<long>(0); }
            static byte[] Two() { using var map = PersistentMapping.Open("a"); return map.AsSpan(0, 8).ToArray(); }
            static Memory<byte> Three() { using var map = PersistentMapping.Open("a"); return map.AsMemory(0, 8).ToArray(); }
            static int Four() { using var map = PersistentMapping.Open("a"); Span<byte> span = map.AsSpan(0, 8); map.Dispose(); return span.Length; }
            """,
        ["A span whose mapping the caller disposes of"] = """
            Span<byte> One(PersistentMapping map) => map.AsSpan(0, 8);
            Memory<byte> Two() { using var file = new MemoryStream(); return _map.AsMemory(0, 8); }
            """,
        ["Another mapping is disposed"] = """
            void Read(PersistentMapping map, PersistentMapping index)
            {
                Span<byte> span = map.AsSpan(0, 8);
                index.Dispose();
                span[0] = 1;
                using (index) { span[0] = 2; }
                span[0] = 3;
            }
            """,
        ["The span is another one by then"] = """
            void Read(PersistentMapping map)
            {
                Span<byte> span = map.AsSpan(0, 8);
                ref long value = ref map.Ref<long>(0);
                map.Dispose();
                span = new byte[8];
                span[0] = 1;
                value = ref _tail;
                value = 1;
            }
            """,
        ["The mapping is another one by then"] = """
            void Grow(PersistentMapping map)
            {
                PersistentMapping old = map;
                map = PersistentMapping.Open("a");
                Span<byte> span = map.AsSpan(0, 8);
                old.Dispose();
                span[0] = 1;
                map = PersistentMapping.Open("b");
                map.Dispose();
                span[0] = 1;
            }
            """,
        ["Each round of a loop has its own"] = """
            void Read(string[] paths, List<PersistentMapping> maps)
            {
                foreach (string path in paths)
                {
                    using var map = PersistentMapping.Open(path);
                    Span<byte> span = map.AsSpan(0, 8);
                    if (span[0] == 0) continue;
                    span[0] = 1;
                }

                foreach (PersistentMapping map in maps)
                {
                    Span<byte> span = map.AsSpan(0, 8);
                    span[0] = 1;
                    map.Dispose();
                }
            }
            """,
        ["Dispose on a path that ends there"] = """
            void Read(PersistentMapping map, int kind)
            {
                Span<byte> span = map.AsSpan(0, 8);
                switch (kind)
                {
                    case 0: map.Dispose(); return;
                    case 1: map.Dispose(); throw new IOException();
                    default: break;
                }

                while (true)
                {
                    span[0] = 1;
                    if (kind == 2) { map.Dispose(); break; }
                }
            }
            """,
        ["Dispose under one condition, the use under its opposite"] = """
            void Read(PersistentMapping map, bool isLast)
            {
                Span<byte> span = map.AsSpan(0, 8);
                if (isLast) { map.Dispose(); }
                _tail++;
                if (!isLast) { span[0] = 1; }
            }
            """,
        ["A copy, and what a method of somebody else returns"] = """
            void Read(PersistentMapping map)
            {
                byte[] copy = map.AsSpan(0, 8).ToArray();
                long value = map.Ref<long>(0);
                Span<byte> packed = Pack(map.AsSpan(0, 8));
                map.Dispose();
                copy[0] = packed[0];
                _tail = value;
            }

            static Span<byte> Pack(Span<byte> source) => new byte[source.Length];
            """,
    };
}
