using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>How long a test waits: as long as something moves, however slowly. A loaded machine must not fail what a quiet one passes.</summary>
internal static class Patience
{
    private const int StillSeconds = 100;

    // USER_HZ, which is the same on every CPU that .NET runs on.
    private const int TicksPerSecond = 100;

    /// <summary>
    /// Waits for the end of a process for as long as it or one that it started uses the CPU or <paramref name="said"/> grows.
    /// A thousandth of the time is enough to count as use: the timers of a runtime that waits for ever take less. One that spins for ever is left to the limit of the whole run, which names the test.
    /// </summary>
    /// <returns>False where it stood still.</returns>
    internal static bool WaitForExit(Process process, Func<long> said, int stillSeconds = StillSeconds)
    {
        int moves = Math.Max(1, stillSeconds * TicksPerSecond / 1000);
        (long Ticks, long Said) before = default;
        for (long since = Stopwatch.GetTimestamp(); !process.WaitForExit(TimeSpan.FromSeconds(1));)
        {
            (long Ticks, long Said) now = (TicksOfTree(process.Id), said());
            if (now.Said != before.Said || Math.Abs(now.Ticks - before.Ticks) >= moves)
            {
                (before, since) = (now, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since).TotalSeconds >= stillSeconds)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits for what another thread or process is about to do. Counted in looks, which a loaded machine gives more time each.</summary>
    internal static bool Until(Func<bool> condition)
    {
        for (int looks = 0; looks < 100_000; looks++)
        {
            if (SpinWait.SpinUntil(condition, millisecondsTimeout: 1))
            {
                return true;
            }
        }

        return false;
    }

    internal static async Task<T> For<T>(Task<T> task)
    {
        Assert.True(await Task.Run(() => Until(() => task.IsCompleted)).ConfigureAwait(false), "What the test waits for did not come.");
        return await task.ConfigureAwait(false);
    }

    // Clock ticks of a process and all that descend from it, those included that have ended and were waited for.
    private static long TicksOfTree(int root)
    {
        (int Id, int Parent, long Ticks)[] all = [.. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out _)).Select(Read)];
        ILookup<int, (int Id, int Parent, long Ticks)> children = all.ToLookup(process => process.Parent);
        var pending = new Stack<(int Id, int Parent, long Ticks)>(all.Where(process => process.Id == root));
        long ticks = 0;
        while (pending.TryPop(out (int Id, int Parent, long Ticks) process))
        {
            ticks += process.Ticks;
            foreach ((int Id, int Parent, long Ticks) child in children[process.Id])
            {
                pending.Push(child);
            }
        }

        return ticks;
    }

    // man 5 proc: the fields after the name, which is in parentheses and may hold anything. One that has just ended has none.
    private static (int Id, int Parent, long Ticks) Read(string folder)
    {
        string text;
        try
        {
            text = File.ReadAllText(folder + "/stat");
        }
        catch (IOException)
        {
            return default;
        }

        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(long.Parse));
    }
}
