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
            Console.WriteLine(Check(map));
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
}
