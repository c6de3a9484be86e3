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
                ref long value = ref map.Ref<long>(0);
                value = 1;
                ref long again = ref value;
                ref long field = ref map.Ref<Pair>(0).Second;
                Span<byte> inner = map.AsMemory(0, 8).Span;
                map.Dispose();
                span.Clear(); // DAX002
                direct.Clear(); // DAX002
                cast.Clear(); // DAX002
                first++; // DAX002
                again = 1; // DAX002
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

            void Read(PersistentMapping map, int kind)
            {
                Span<byte> span;
                if (kind == 0) { span = map.AsSpan(0, 8); } else { span = map.AsSpan(8, 8); }
                map.Dispose();
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
}
