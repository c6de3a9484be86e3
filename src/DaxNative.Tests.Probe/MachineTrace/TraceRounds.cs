namespace DaxNative.Tests.Probe;

/// <summary>Does the cases, and writes down what they said of themselves.</summary>
internal sealed class TraceRounds(TextWriter manifest)
{
    private int _number;

    /// <summary>Each once.</summary>
    internal void Run(TraceTarget target, IEnumerable<TraceCase> cases, string round)
    {
        foreach (TraceCase one in cases)
        {
            int number = ++_number;
            IReadOnlyList<TracedBytes> ranges = one.Run(target, number);
            manifest.WriteLine(new TracedOperation(number, round, one.Name, one.Claim, one.Fences, one.HasWholeUnits, ranges).ToLine());
        }
    }

    /// <summary>All of them so many times.</summary>
    internal static void WarmUp(TraceTarget target, IReadOnlyList<TraceCase> cases, int turns)
    {
        int number = int.MaxValue;
        for (int turn = 0; turn < turns; turn++)
        {
            // The runtime compiles anew on a thread of its own, and there is one CPU.
            Thread.Sleep(50);
            foreach (TraceCase one in cases)
            {
                one.Run(target, number--);
            }

            target.Log.Truncate(target.Log.Tail);
        }
    }
}
