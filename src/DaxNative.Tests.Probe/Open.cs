namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>open PATH [LENGTH]</c>: opens the path as it is (volatile memory allowed), or creates it where a length is given,
/// and disposes it, three times: once for what the runtime finds once per process; between the first two markers as the
/// first time on its device; between the last two as the second. Prints the guarantee, or the error and what a caller is
/// told of it.
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
            PersistentMapping.Open(LinuxRoot.At(""), args[0], options).Dispose();
            PersistentMapping.Open(LinuxRoot.At(""), args[0], options).Dispose();

            // So that the runtime asks for no memory meanwhile.
            _ = GC.TryStartNoGCRegion(1 << 20);

            // Another root knows of no device yet.
            var root = LinuxRoot.At("");
            Marker.Begin();
            PersistentMapping.Open(root, args[0], options).Dispose();
            Marker.Middle();
            PersistentMapping map = PersistentMapping.Open(root, args[0], options);
            map.Dispose();
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
