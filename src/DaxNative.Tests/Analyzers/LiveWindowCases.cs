namespace DaxNative.Tests;

/// <summary>Windows that are used while their mapping is there, and what is no window.</summary>
internal static class LiveWindowCases
{
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
        ["A reference that is stored through, not replaced"] = """
            void Read(PersistentMapping map, PersistentMapping index)
            {
                ref long value = ref map.Ref<long>(0);
                value = index.Ref<long>(0);
                index.Dispose();
                value = 1;
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
        ["A pin that keeps the memory mapped"] = """
            void Read(PersistentMapping map)
            {
                Span<byte> span = map.AsSpan(0, 8);
                Memory<byte> memory = map.AsMemory(0, 8);
                using MemoryHandle handle = memory.Pin();
                map.Dispose();
                span[0] = 1;
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
