namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>open PATH [LENGTH]</c>: opens the path as it is (volatile memory allowed), or creates it where a length is given,
/// between markers, twice. Prints the guarantee, or the error and what a caller is told of it.
/// </summary>
internal static class Open
{
    internal static int Run(string[] args)
    {
        var options = new MappingOptions { AllowVolatile = true };
        if (args.Length > 1)
        {
            options = options with { Mode = FileMode.OpenOrCreate, Length = long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) };
        }

        try
        {
            // Once for everything that is found once per process, once more for what every opening costs.
            PersistentMapping.Open(args[0], options).Dispose();
            Marker.Begin();
            using PersistentMapping map = PersistentMapping.Open(args[0], options);
            Marker.End();
            Console.WriteLine(map.Guarantee);
            return 0;
        }
        catch (DaxException refusal)
        {
            Console.WriteLine($"{refusal.Error} {refusal.Operation} {refusal.ErrnoName} {refusal.IsPredicted} {refusal.Path}");
            Console.WriteLine(refusal.Message);
            return 1;
        }
    }
}
