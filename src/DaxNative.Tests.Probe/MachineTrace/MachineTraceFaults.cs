#if DAXNATIVE_FAULTS
namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>machine-trace-faults FOLDER NAME</c>: does a few cases with each fault of the library, and claims what the library
/// would claim without it. The rounds are named by the faults.
/// </summary>
internal static class MachineTraceFaults
{
    internal static int Run(string[] arguments)
    {
        TraceCase[] cases =
        [
            BufferCases.Persist(13, 100),
            BufferCases.Write(13, 100, StoreOptions.Temporal),
            LogCases.InPlace(150),
            LogCases.Append(150),
        ];
        using TraceTarget traced = TraceTarget.Traced(arguments[0], arguments[1]);
        var rounds = new TraceRounds(Console.Out);
        foreach (Fault fault in Enum.GetValues<Fault>())
        {
            Faults.Current = fault;
            rounds.Run(traced, cases, fault.ToString());
        }

        return 0;
    }
}
#endif
