using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>
/// <c>compare NATIVE-FOLDER SCRATCH-FOLDER ROUNDS CASE-GLOB NAMES-FILE</c>, ROUNDS 0 for a check of the contents alone: the
/// comparisons as lines on the standard output, progress on the standard error. Where no case matches, all names are added to the file.
/// </summary>
internal static class Compare
{
    // Eight times a last-level cache of 32 MiB; a check needs only room for the largest operation four times.
    internal const long MeasuredArea = 256 << 20;
    internal const long CheckedArea = 80 << 20;

    internal static int Run(string[] arguments)
    {
        (string native, string scratch, int rounds, string glob) = (arguments[0], arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture), arguments[3]);
        using var area = new Area(scratch, rounds == 0 ? CheckedArea : MeasuredArea);
        using AllPeers peers = AllPeers.Load(native, area);
        using var logs = new AllLogs(area);
        IReadOnlyList<ComparisonCase> cases = AllCases.Matching(glob, area, peers, logs);
        if (cases.Count == 0)
        {
            return NoneOf(AllCases.All(area, peers, logs).Select(of => of.Name), arguments[4]);
        }

        if (peers.Java is null)
        {
            Console.Error.WriteLine("no JDK here: its write-back is left out");
        }

        return Run(area, peers.Limit, [.. AllCases.All(area, peers, logs)], cases, rounds);
    }

    /// <summary>Measures some cases.</summary>
    /// <param name="area">The memory to work on.</param>
    /// <param name="limit">C's library.</param>
    /// <param name="known">What is warmed up.</param>
    /// <param name="cases">What is measured.</param>
    /// <param name="rounds">How often; 0 for a check alone.</param>
    internal static int Run(Area area, NativePeer limit, IReadOnlyList<ComparisonCase> known, IReadOnlyList<ComparisonCase> cases, int rounds)
    {
        List<string> wrong = rounds == 0 ? Check(area, cases) : Measure(area, limit, known, cases, rounds);
        wrong.ForEach(Console.Error.WriteLine);
        return wrong.Count == 0 ? 0 : 1;
    }

    /// <summary>Says what there is, where no case matches.</summary>
    internal static int NoneOf(IEnumerable<string> names, string file)
    {
        File.AppendAllLines(file, names);
        return 2;
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

    private static List<string> Measure(Area area, NativePeer limit, IReadOnlyList<ComparisonCase> known, IReadOnlyList<ComparisonCase> cases, int rounds)
    {
        Console.Error.WriteLine("warming up");
        WarmUp.Run(area, known);
        List<string> wrong = [];
        var correctness = new Correctness(area);
        var measured = new Rounds(area, new Control(limit));
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
