using System.Globalization;
using System.Text.Json;
using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>torture [--path PATH] [--kills N] [--seed N] [--writers N] [--length MIB]</c>: kills a process that writes to a log, again and
/// again; after each recovery every record that was acknowledged over a pipe must be there, no other half there, and all in order.
/// <c>torture-cuts [--rounds N] [--seed N] [--writers N]</c>: the same in simulated memory, where after a kill and a recovery the
/// power is cut as well. Both print a JSON object; the status is 1 if they cannot begin, 2 for wrong usage, 3 if a promise was broken.
/// </summary>
internal static class Torture
{
    private const int Refused = 1;
    private const int WrongUsage = 2;
    private const int Broken = 3;

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static int Kills(string[] arguments)
    {
        if (!TryParse(arguments, out Dictionary<string, string> options, ["--path", "--kills", "--seed", "--writers", "--length"]))
        {
            return WrongUsage;
        }

        var place = new LogTarget(options.GetValueOrDefault("--path") ?? $"/dev/shm/daxnative-torture-{Environment.ProcessId}", Number(options, "--length", 2) << 20, AllowVolatile: true);
        string guarantee;
        try
        {
            using TransactionalLog log = place.Create();
            guarantee = log.Mapping.Guarantee.ToString();
        }
        catch (IOException refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            return Refused;
        }

        var run = new TortureRun(place, guarantee, (ulong)Number(options, "--seed", 1), Number(options, "--writers", 3));
        int status = Report(() => run.Run(Number(options, "--kills", 100)), $"The log is kept: {place.Path}");
        if (status == 0)
        {
            place.Remove();
        }

        return status;
    }

    internal static int Cuts(string[] arguments)
    {
        if (!TryParse(arguments, out Dictionary<string, string> options, ["--rounds", "--seed", "--writers"]))
        {
            return WrongUsage;
        }

        int rounds = Number(options, "--rounds", 2000);
        StoreGranularity[] granularities = [StoreGranularity.CacheLine, StoreGranularity.Byte, StoreGranularity.Page];
        return Report(
            () => granularities.Select((granularity, i) =>
            {
                using var run = new SimulatedTorture(granularity, (ulong)Number(options, "--seed", 1), Number(options, "--writers", 3));
                return run.Run((rounds + i) / granularities.Length);
            }).ToArray(),
            "");
    }

    private static int Report<T>(Func<T> run, string kept)
    {
        try
        {
            Console.WriteLine(JsonSerializer.Serialize(run(), s_json));
            return 0;
        }
        catch (Exception broken) when (broken is TortureException or LogCorruptException)
        {
            Console.Error.WriteLine($"A promise was broken: {broken.Message} {kept}");
            return Broken;
        }
    }

    private static bool TryParse(string[] arguments, out Dictionary<string, string> options, string[] known)
    {
        options = arguments.Chunk(2).Where(pair => pair.Length == 2).GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1]);
        bool isKnown = options.Count * 2 == arguments.Length
            && options.All(option => known.Contains(option.Key) && (option.Key == "--path" || (int.TryParse(option.Value, CultureInfo.InvariantCulture, out int number) && number > 0)));
        if (!isKnown)
        {
            Console.Error.WriteLine($"usage: {string.Join(" VALUE ", known)} VALUE, each a number from 1 but for --path");
        }

        return isKnown;
    }

    private static int Number(Dictionary<string, string> options, string name, int usual) =>
        options.TryGetValue(name, out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : usual;
}
