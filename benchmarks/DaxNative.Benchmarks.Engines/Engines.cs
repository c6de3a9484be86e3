using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>Has all places take turns, case by case.</summary>
internal static class Engines
{
    // Turns that nobody counts: connections, the compiler, the first growth.
    private const int WarmUp = 4;

    private static readonly int[] s_sizes = [64, 256];
    private static readonly int[] s_connections = [1, 8];

    internal static int Run(EngineOptions options)
    {
        string name = $"daxnative-engines-{Environment.ProcessId}";
        string[] folders = [Path.Combine(options.Memory, name), Path.Combine(options.Disk, name)];
        var results = new List<EngineResult>();
        try
        {
            Sets(options, folders, results);
            Entries(options, folders, results);
        }
        catch (Exception failure) when (failure is DaxException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
        finally
        {
            Array.ForEach([.. folders.Where(Directory.Exists)], folder => Directory.Delete(folder, recursive: true));
        }

        Console.WriteLine(EngineReport.Table(results));
        if (options.Docs is { } docs)
        {
            EngineReport.Update(docs, options, results);
        }

        return 0;
    }

    private static void Sets(EngineOptions options, string[] folders, List<EngineResult> results)
    {
        var servers = new List<ServerProcess>();
        try
        {
            foreach (EnginePlace place in EnginePlaces.All)
            {
                servers.Add(new ServerProcess(place, FolderOf(place, folders, "server")));
            }

            foreach (int connections in s_connections)
            {
                foreach (int size in s_sizes)
                {
                    string title = $"SET of {size} B, {connections} connection{(connections == 1 ? "" : "s")}";
                    results.Add(InTurns(options, title, place => new SetCase(servers[(int)place].Port, connections, size)));
                }
            }
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
    }

    private static void Entries(EngineOptions options, string[] folders, List<EngineResult> results)
    {
        foreach (int size in s_sizes)
        {
            results.Add(InTurns(options, $"TsavoriteLog, entry of {size} B and commit", place => new LogCase(place, FolderOf(place, folders, $"log{size}"), size)));
        }
    }

    private static EngineResult InTurns(EngineOptions options, string title, Func<EnginePlace, IEngineCase> open)
    {
        var cases = new List<IEngineCase>();
        var result = new EngineResult(title);
        try
        {
            cases.AddRange(EnginePlaces.All.Select(open));
            for (int round = -WarmUp; round < options.Rounds; round++)
            {
                foreach (EnginePlace place in EnginePlaces.All)
                {
                    Slice slice = cases[(int)place].Run(options.Slice);
                    if (round >= 0)
                    {
                        result.Add(place, slice);
                    }
                }
            }
        }
        finally
        {
            cases.ForEach(one => one.Dispose());
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {string.Join(", ", EnginePlaces.All.Select(place => $"{place.Title()} {result.Time(place) / 1000:N1} µs"))}"));
        return result;
    }

    private static string FolderOf(EnginePlace place, string[] folders, string what)
    {
        string folder = Path.Combine(folders[place == EnginePlace.OwnOnDisk ? 1 : 0], $"{what}-{place}");
        Directory.CreateDirectory(folder);
        return folder;
    }
}
