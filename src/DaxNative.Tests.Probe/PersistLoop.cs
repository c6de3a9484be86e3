using System.Globalization;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>persist-loop PATH COUNT [SECONDS]</c>: stores and persists 8 bytes, first for so many seconds, in which the runtime
/// compiles the method with every optimisation, then COUNT times between the markers. Allocates and prints nothing
/// between them.
/// </summary>
internal static class PersistLoop
{
    internal static int Run(string[] args)
    {
        long count = long.Parse(args[1], CultureInfo.InvariantCulture);
        using PersistentMapping map = PersistentMapping.Open(args[0], new MappingOptions
        {
            Mode = FileMode.OpenOrCreate,
            Length = 1 << 20,
            AllowVolatile = true,
            RequiredGranularity = StoreGranularity.CacheLine,
        });
        WarmUp(map, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1);
        Marker.Begin();
        Loop(map, count);
        Marker.End();
        Console.WriteLine(map.Guarantee);
        return 0;
    }

    // The runtime compiles a method anew in the background some time after its thirtieth call.
    private static void WarmUp(PersistentMapping map, int seconds)
    {
        long until = Environment.TickCount64 + seconds * 1000;
        while (Environment.TickCount64 < until)
        {
            Loop(map, 10_000);
        }
    }

    private static void Loop(PersistentMapping map, long count)
    {
        for (long i = 0; i < count; i++)
        {
            long offset = (i * 64) & 0xFFFC0;
            map.Ref<long>(offset) = i;
            map.Persist(offset, 8);
        }
    }
}
