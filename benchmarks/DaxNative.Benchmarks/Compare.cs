using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>
/// <c>compare NATIVE-FOLDER SCRATCH-FOLDER ROUNDS CASE-GLOB</c>, ROUNDS 0 for a check of the contents alone: the
/// comparisons as lines on the standard output, progress on the standard error.
/// </summary>
internal static class Compare
{
    // Eight times a last-level cache of 32 MiB; a check needs only room for the largest operation four times.
    private const long MeasuredArea = 256 << 20;
    private const long CheckedArea = 80 << 20;

    internal static int Run(string[] arguments)
    {
        (string native, string scratch, int rounds, string glob) = (arguments[0], arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture), arguments[3]);
        using var area = new Area(scratch, rounds == 0 ? CheckedArea : MeasuredArea);
        using AllPeers peers = AllPeers.Load(native, area);
        using var logs = new AllLogs(area);
        IReadOnlyList<ComparisonCase> cases = AllCases.Matching(glob, area, peers, logs);
        if (cases.Count == 0)
        {
            Console.Error.WriteLine($"no case matches {glob}; there are:\n{string.Join('\n', AllCases.All(area, peers, logs).Select(of => of.Name))}");
            return 2;
        }

        if (peers.Java is null)
        {
            Console.Error.WriteLine("no JDK here: its write-back is left out");
        }

        List<string> wrong = rounds == 0 ? Check(area, cases) : Measure(area, peers, logs, cases, rounds);
        wrong.ForEach(Console.Error.WriteLine);
        return wrong.Count == 0 ? 0 : 1;
    }

    private static List<string> Check(Area area, IReadOnlyList<ComparisonCase> cases)
    {
        var correctness = new Correctness(area);
        var wrong = new List<string>();
        foreach (ComparisonCase of in cases)
        {
            if (of.Skipped is { } reason)
            {
                Console.WriteLine($"{of.Name}\tskipped\t{reason}");
                continue;
            }

            using IDisposable? prepared = of.Prepare?.Invoke();
            string[] found = [.. correctness.Check(of)];
            wrong.AddRange(found);
            Console.WriteLine($"{of.Name}\t{(found.Length == 0 ? "right" : "wrong")}\t{string.Join(", ", of.Participants.Select(participant => participant.Name))}");
        }

        return wrong;
    }

    private static List<string> Measure(Area area, AllPeers peers, AllLogs logs, IReadOnlyList<ComparisonCase> cases, int rounds)
    {
        Console.Error.WriteLine("warming up");
        WarmUp.Run(area, [.. AllCases.All(area, peers, logs)]);
        List<string> wrong = [];
        var correctness = new Correctness(area);
        var measured = new Rounds(area, new Control(peers.Limit));
        for (int i = 0; i < cases.Count; i++)
        {
            ComparisonCase of = cases[i];
            Console.Error.WriteLine($"{i + 1} of {cases.Count}: {of.Name}");
            if (of.Skipped is { } reason)
            {
                Console.WriteLine(Lines.Skipped(of.Name, reason));
                continue;
            }

            using IDisposable? prepared = of.Prepare?.Invoke();
            wrong.AddRange(correctness.Check(of));
            foreach (Comparison comparison in measured.Measure(of, rounds))
            {
                Console.WriteLine(Lines.Of(comparison));
            }
        }

        return wrong;
    }
}
