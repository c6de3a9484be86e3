namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>machine-trace FOLDER NAME TURNS HISTORY</c>: does every case once in files of the folder, between markers; if TURNS are not 0
/// then does them so many times elsewhere, until the runtime has compiled them anew, and once more in the files.
/// Writes to its output what the library believes that it did, one line an operation. Then fills and empties a small log,
/// and writes to the file HISTORY what that must hold.
/// </summary>
internal static class MachineTrace
{
    internal static int Run(string[] arguments)
    {
        int turns = int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture);
        TraceCase[] cases = [.. BufferCases.All(), .. LogCases.All()];
        using TraceTarget traced = TraceTarget.Traced(arguments[0], arguments[1]);
        var rounds = new TraceRounds(Console.Out);
        rounds.Run(traced, cases, turns == 0 ? "optimised" : "cold");
        if (turns != 0)
        {
            using TraceTarget elsewhere = TraceTarget.Unwatched(arguments[1]);

            // A few of those that differ in lengths alone.
            TraceRounds.WarmUp(elsewhere, [.. BufferCases.All().Where((_, i) => i % 16 == 0), .. BufferCases.Others(), .. LogCases.All()], turns);
            rounds.Run(traced, cases, "warm");
        }

        LogHistory.Run(arguments[0], arguments[1] + ".history", arguments[3]);
        return 0;
    }
}
