using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DaxNative.Tests.Probe;

/// <summary>
/// Measures what the protection against Dispose costs: 64 dirty lines flushed under one drain through a batch, beside the
/// bare stub and fence, interleaved. Prints the medians in nanoseconds and the median of the rounds' ratios. For a
/// person: no test asserts a time.
/// </summary>
internal static unsafe class ProtectionCost
{
    private const int Lines = 64;
    private const int Repeats = 2000;

    internal static int Run(string[] arguments)
    {
        using PersistentMapping map = PersistentMapping.Open(
            arguments[0],
            new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 1 << 20, AllowVolatile = true, RequiredGranularity = StoreGranularity.CacheLine });
        FlushCode code = FlushCode.For(map.Guarantee.Instruction);

        // Past tiering, with pauses for the background compiler.
        for (int i = 0; i < 5; i++)
        {
            Bare(map, code);
            Protected(map);
            Thread.Sleep(200);
        }

        var rounds = new List<(double Bare, double Protected)>();
        for (int i = 0; i < 101; i++)
        {
            rounds.Add((Time(() => Bare(map, code)), Time(() => Protected(map))));
        }

        double ratio = Median(rounds.Select(round => round.Protected / round.Bare));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare {Median(rounds.Select(round => round.Bare)):F0} ns, protected {Median(rounds.Select(round => round.Protected)):F0} ns, ratio {ratio:F3}"));
        return 0;
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Repeats;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(50);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Protected(PersistentMapping map)
    {
        for (int i = 0; i < Repeats; i++)
        {
            Dirty(map, i);
            using FlushBatch batch = map.BeginFlush();
            for (int line = 0; line < Lines; line++)
            {
                batch.Add(line * 64, 8);
            }
        }
    }

    // SAFETY: the mapping is alive for the whole measurement, and the addresses are within it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Bare(PersistentMapping map, FlushCode code)
    {
        nuint address = (nuint)map.Address;
        delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void> flush = code.Flush;
        for (int i = 0; i < Repeats; i++)
        {
            Dirty(map, i);
            for (nuint line = 0; line < Lines; line++)
            {
                flush(address + line * 64, address + line * 64 + 8);
            }

            Sse.StoreFence();
        }
    }

    private static void Dirty(PersistentMapping map, int value)
    {
        Span<byte> lines = map.AsSpan(0, Lines * 64);
        for (int line = 0; line < Lines; line++)
        {
            lines[line * 64] = (byte)value;
        }
    }
}
