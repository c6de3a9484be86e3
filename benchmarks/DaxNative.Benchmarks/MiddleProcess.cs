namespace DaxNative.Benchmarks;

/// <summary>
/// <c>middle COMPARISONS...</c>, one file a process: each comparison as the process measured it whose ratio is the middle one. Where
/// a process's memory and code happen to lie makes some of them slower for as long as they run.
/// </summary>
internal static class MiddleProcess
{
    internal static int Run(string[] arguments)
    {
        foreach (string line in Of([.. arguments.Select(File.ReadAllLines)]))
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    /// <summary>The lines of the middle, in the first process's order.</summary>
    internal static IEnumerable<string> Of(IReadOnlyList<IReadOnlyList<string>> processes)
    {
        Comparison[][] parsed = [.. processes.Select(lines => lines.Select(Lines.Parse).OfType<Comparison>().ToArray())];
        foreach (string line in processes[0])
        {
            if (Lines.Parse(line) is not { } first)
            {
                yield return line;
                continue;
            }

            Comparison[] same = [.. parsed.SelectMany(all => all).Where(one => (one.Name, one.Peer) == (first.Name, first.Peer)).OrderBy(one => one.Ratio.Median)];
            yield return Lines.Of(same[same.Length / 2]);
        }
    }
}
