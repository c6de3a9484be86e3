using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>
/// Runs our side of all cases, and Java's, past the last tier of their compilers. Always all of them, so that what the JIT learns of a method
/// does not depend on which cases are measured afterwards.
/// </summary>
internal static class WarmUp
{
    private const int Turns = 6;
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(500);

    // The JIT promotes methods in the background, and only when a moment passed without new ones.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    internal static void Run(Area area, IReadOnlyList<ComparisonCase> cases)
    {
        ComparisonCase[] known = [.. cases.Where(of => of.Skipped is null && of.Prepare is null && of.Size <= 1 << 20)];
        for (int turn = 0; turn < Turns; turn++)
        {
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_turn;)
            {
                foreach (ComparisonCase of in known)
                {
                    Sample sample = area.Next(of, Count(area, of));
                    foreach (Participant participant in of.Participants.Where(one => one.WantsWarmUp))
                    {
                        participant.Run(in sample);
                    }
                }
            }

            Thread.Sleep(s_pause);
        }
    }

    // The smaller the more, so that each size has a part in what the JIT learns.
    private static long Count(Area area, ComparisonCase of) =>
        Math.Min(Math.Min(area.Room(of), of.MostOperations), Math.Clamp((16 << 10) / of.Size, 1, 512));
}
