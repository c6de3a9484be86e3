using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>
/// <c>gc-suspend FOLDER GIBIBYTES TURNS</c>: how long a garbage collection waits for all threads while one of them flushes
/// a long range, and while it only stores there; in turns, beside threads that allocate.
/// </summary>
internal static class GcSuspend
{
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1.5);

    internal static int Run(string[] arguments)
    {
        long length = long.Parse(arguments[1], CultureInfo.InvariantCulture) << 30;
        int turns = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        using PersistentMapping map = PersistentMapping.Open(
            Path.Combine(arguments[0], "gc-suspend"),
            Area.Options(StoreGranularity.CacheLine) with { Mode = FileMode.CreateNew, Length = length });
        SuspensionPhase[] phases =
        [
            new("stores only", () => Store(map)),
            new("stores, then one Persist of the range", () =>
            {
                Store(map);
                map.Persist(0, map.Length);
            }),
            new("one Fill of the range", () => map.Fill(0, map.Length, 1)),
        ];

        using var listener = new SuspendListener();
        using (new Garbage(threads: Math.Max(1, Environment.ProcessorCount - 1)))
        {
            for (int turn = 0; turn < turns; turn++)
            {
                foreach (SuspensionPhase phase in phases)
                {
                    Console.Error.WriteLine($"{turn + 1} of {turns}: {phase.Name}");
                    phase.Turn(s_turn);
                }
            }
        }

        // The events arrive behind the garbage collections.
        Thread.Sleep(TimeSpan.FromSeconds(1));
        Console.WriteLine("one thread does\tpasses\tcollections\tsuspend_median_us\tsuspend_99th_us\tsuspend_longest_us\tpaused");
        foreach (SuspensionPhase phase in phases)
        {
            Console.WriteLine(Line(phase, phase.Suspensions(listener)));
        }

        return 0;
    }

    private static string Line(SuspensionPhase phase, double[] suspensions) => string.Create(
        CultureInfo.InvariantCulture,
        $"{phase.Name}\t{phase.Passes}\t{suspensions.Length}\t{At(suspensions, 0.5):F1}\t{At(suspensions, 0.99):F1}\t{At(suspensions, 1):F1}\t{phase.PauseShare:P1}");

    private static double At(double[] sorted, double part) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];

    // A store a line, by spans that fit.
    private static void Store(PersistentMapping map)
    {
        const int Piece = 1 << 20;
        for (long at = 0; at < map.Length; at += Piece)
        {
            Span<byte> piece = map.AsSpan(at, Piece);
            for (int line = 0; line < Piece; line += Sample.LineSize)
            {
                piece[line]++;
            }
        }
    }
}
