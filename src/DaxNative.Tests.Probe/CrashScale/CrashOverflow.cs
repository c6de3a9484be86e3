using DaxNative.Testing;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>crash-overflow NAME [sound | repeat IMAGE]</c>: explores a scenario whose recovery from an image with a certain word overflows the
/// stack; with <c>sound</c> one of that name that does not; with <c>repeat</c> it says what that word is in an image.
/// </summary>
internal static class CrashOverflow
{
    internal static int Run(string[] arguments)
    {
        bool isSound = arguments.Length > 1;
        var scenario = new CrashScenario
        {
            Name = arguments[0],
            Length = 256,
            Run = run => run.Operation("store", () => run.Memory.StoreAtomic(0, 1)),
            Subject = CrashSubject.Of(
                memory => isSound ? memory.ReadOnlyRef<long>(0) : Deep(memory.ReadOnlyRef<long>(0)),
                (found, crash) => crash.Require(found >= crash.CompletedCount)),
        };
        if (arguments is [_, "repeat", var image])
        {
            long word = -1;
            CrashScenario looking = scenario with { Subject = CrashSubject.Of(memory => word = memory.ReadOnlyRef<long>(0), (_, _) => { }) };
            CrashExplorer.Repeat(looking, ImagePath.Parse(image));
            Console.WriteLine(word);
            return 0;
        }

        CrashReport report = CrashExplorer.Explore(scenario, new ExplorerOptions { Workers = 1 });
        foreach (string died in report.Died)
        {
            Console.WriteLine(died);
        }

        Console.WriteLine("explored");
        return 0;
    }

    private static long Deep(long left) => left == 0 ? 0 : 1 + Deep(left + 1);
}
