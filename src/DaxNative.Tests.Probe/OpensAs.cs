namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>opens-as</c>: reads lines KIND TAB PATH, opens each device, or a new file in each folder, stores and persists, and prints
/// KIND TAB RESULT TAB REASON. A line KIND TAB - TAB REASON, of a kind that is not there, stays as it is. For tools/guarantees.sh.
/// </summary>
internal static class OpensAs
{
    internal const string Name = "opens-as";

    // A multiple of every device's align but the largest, which takes its whole device.
    private const long FileLength = 2 << 20;

    internal static int Run(string[] arguments)
    {
        while (Console.In.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t', 3);
            if (fields[1] == "-")
            {
                Console.WriteLine(line);
                continue;
            }

            (string result, string reason) = Directory.Exists(fields[1]) ? OfFile(fields[1]) : Of(fields[1], new MappingOptions());
            Console.WriteLine($"{fields[0]}\t{result}\t{reason}");
        }

        return 0;
    }

    private static (string Result, string Reason) OfFile(string folder)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        try
        {
            return Of(path, new MappingOptions { Length = FileLength, Mode = FileMode.CreateNew });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (string Result, string Reason) Of(string path, MappingOptions options)
    {
        try
        {
            using PersistentMapping map = PersistentMapping.Open(path, options);
            map.StoreAtomic(0, 42L);
            map.Persist(0, sizeof(long));
            return ($"{map.Guarantee.Granularity}, {map.Guarantee.Evidence}", map.Guarantee.Reason);
        }
        catch (DaxException refusal)
        {
            return ($"refused: {refusal.Error}", refusal.Message.ReplaceLineEndings(" "));
        }
    }
}
