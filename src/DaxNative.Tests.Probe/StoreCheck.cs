using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>store-check PATH</c>: says which stores the runtime leaves to the library, then compares Write and Fill with plain
/// ones at many lengths and places. The test turns instruction sets off, and lists the machine code of the kernels.
/// </summary>
internal static class StoreCheck
{
    private const int Room = 1024;

    internal static int Run(string[] args)
    {
        Console.WriteLine(Avx512F.IsSupported ? "AVX-512" : Avx.IsSupported ? "AVX" : Sse2.X64.IsSupported ? "SSE2" : "none");
        try
        {
            using PersistentMapping map = PersistentMapping.Open(args[0], new MappingOptions
            {
                Mode = FileMode.OpenOrCreate,
                Length = 4096,
                AllowVolatile = true,
                RequiredGranularity = StoreGranularity.CacheLine,
            });
            string found = Check(map) is not "right" and { } wrong ? wrong : CheckLines(map);
            Console.WriteLine(found == "right" && Avx512F.IsSupported ? CheckWidest(map) : found);
            return 0;
        }
        catch (DaxException refusal)
        {
            Console.WriteLine(refusal.Error);
            return 1;
        }
    }

    private static string Check(PersistentMapping map)
    {
        byte[] source = new byte[Room];
        byte[] expected = new byte[2 * Room];
        new Random(1).NextBytes(source);
        foreach (StoreOptions options in (ReadOnlySpan<StoreOptions>)[StoreOptions.None, StoreOptions.NonTemporal, StoreOptions.Temporal])
        {
            for (int offset = 0; offset < 64; offset++)
            {
                for (int length = 0; length <= Room; length += 1 + (length & 6))
                {
                    expected.AsSpan().Clear();
                    source.AsSpan(0, length).CopyTo(expected.AsSpan(offset));
                    map.AsSpan(0, expected.Length).Clear();
                    map.Write(offset, source.AsSpan(0, length), options);
                    if (!map.AsReadOnlySpan(0, expected.Length).SequenceEqual(expected))
                    {
                        return $"Write of {length} bytes to {offset}, {options}, is wrong";
                    }

                    expected.AsSpan(offset, length).Fill(7);
                    map.Fill(offset, length, 7, options);
                    if (!map.AsReadOnlySpan(0, expected.Length).SequenceEqual(expected))
                    {
                        return $"Fill of {length} bytes at {offset}, {options}, is wrong";
                    }
                }
            }
        }

        return "right";
    }

    private static string CheckLines(PersistentMapping map)
    {
        byte[] source = new byte[Room];
        new Random(3).NextBytes(source);
        for (int header = 1; header <= 64; header++)
        {
            for (int payload = 0; payload < 320; payload++)
            {
                map.WriteCacheLines(0, source.AsSpan(0, header), source.AsSpan(header, payload));
                ReadOnlySpan<byte> lines = map.AsReadOnlySpan(0, (header + payload + 63) & -64);
                if (!lines[..(header + payload)].SequenceEqual(source.AsSpan(0, header + payload)) || lines[(header + payload)..].ContainsAnyExcept((byte)0))
                {
                    return $"WriteCacheLines of {header} and {payload} bytes is wrong";
                }
            }
        }

        return "right";
    }

    // The library takes narrower stores past the caches on some CPUs that have these: so that they are compiled all the same.
    // SAFETY: the destination and the source have Room bytes and more.
    private static unsafe string CheckWidest(PersistentMapping map)
    {
        byte[] source = new byte[Room];
        new Random(2).NextBytes(source);
        fixed (byte* to = map.AsSpan(0, 2 * Room), from = source)
        {
            NonTemporalKernel<CopySource, Avx512Stores, Vector512<byte>>.Store(to, new CopySource(from), Room, StoreOrder.Any);
            Vector512<byte> line = Vector512.Create((byte)7);
            NonTemporalKernel<FillSource, Avx512Stores, Vector512<byte>>.Store(to + Room, new FillSource((byte*)&line), Room, StoreOrder.Any);
        }

        map.Drain();
        return map.AsReadOnlySpan(0, Room).SequenceEqual(source) && !map.AsReadOnlySpan(Room, Room).ContainsAnyExcept((byte)7)
            ? "right"
            : "The widest stores are wrong";
    }
}
