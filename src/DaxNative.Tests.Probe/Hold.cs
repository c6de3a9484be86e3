using System.Globalization;

namespace DaxNative.Tests.Probe;

/// <summary><c>hold PATH LENGTH</c>: maps, says that it does, and holds the mapping until its input ends.</summary>
internal static class Hold
{
    internal static int Run(string[] args)
    {
        using PersistentMapping map = PersistentMapping.Open(args[0], new MappingOptions
        {
            Mode = FileMode.OpenOrCreate,
            Length = long.Parse(args[1], CultureInfo.InvariantCulture),
            AllowVolatile = true,
        });
        Console.WriteLine(map.Guarantee);
        Console.In.ReadToEnd();
        return 0;
    }
}
