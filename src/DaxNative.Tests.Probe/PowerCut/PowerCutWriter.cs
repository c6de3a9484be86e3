using System.Globalization;

namespace DaxNative.Logs;

/// <summary>
/// In the virtual machine whose power is cut: recovers the logs, lists what is in them, waits for the host's permission, and
/// writes to all of them until there is no power.
/// </summary>
internal static class PowerCutWriter
{
    /// <summary>Of the hidden command.</summary>
    internal const string Name = "power-cut-writer";

    // A multiple of a device's align; small, so that truncation and the ring's end come often.
    private const long Length = 2 << 20;
    private const int Threads = 2;

    /// <param name="arguments">create, write or look; the boot's folder; its number; the seed; the folder for controls; NAME=PATH of each log.</param>
    internal static int Run(string[] arguments)
    {
        try
        {
            return Write(arguments);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("TransactionalLog: " + refusal.Message);
            return refusal is LogCorruptException ? ExitCode.Damaged : ExitCode.Refused;
        }
    }

    private static int Write(string[] arguments)
    {
        string mode = arguments[0];
        var folder = new PowerCutFolder(arguments[1]);
        int boot = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        ulong seed = ulong.Parse(arguments[3], CultureInfo.InvariantCulture);
        string controls = arguments[4];
        var places = arguments[5..].Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => new CommandTarget(pair[1], Length));

        Step(folder, "opening");
        var logs = places.ToDictionary(place => place.Key, place => Recover(folder, place.Key, place.Value, isNew: mode == "create"));
        Step(folder, "listing");
        foreach ((string name, (TransactionalLog log, _)) in logs)
        {
            PowerCutListing.Of(log).Write(folder.Found(name));
        }

        PowerCutControl.Look(ControlPath(controls, folder.LastControl())).Write(folder.Found(PowerCutFolder.Control));
        Step(folder, "listed");
        if (mode == "look")
        {
            Array.ForEach([.. logs.Values], log => log.Log.Dispose());
            return ExitCode.Done;
        }

        while (!File.Exists(folder.Permission))
        {
            Thread.Sleep(20);
        }

        TransactionalLog control = PowerCutControl.Create(ControlPath(controls, boot), Length);
        logs.Add(PowerCutFolder.Control, (control, folder.Pipe(PowerCutFolder.Control)));
        Step(folder, "writing");
        Thread[] threads = [.. from log in logs from writer in Enumerable.Range(0, Threads) select Writer(log.Value.Log, log.Value.Pipe, PowerCutFolder.Seed(seed, log.Key), boot, writer)];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return ExitCode.Refused;
    }

    private static (TransactionalLog Log, TorturePipe Pipe) Recover(PowerCutFolder folder, string name, CommandTarget place, bool isNew)
    {
        TorturePipe pipe = folder.Pipe(name);
        pipe.Send(new TortureEvent(TortureEventKind.Opening, 0, 0, 0, 0));
        TransactionalLog log = isNew ? place.Create() : place.Open();
        DurabilityGuarantee guarantee = log.Mapping.Guarantee;
        if (!guarantee.IsMapSync || guarantee.Granularity == StoreGranularity.Page || !guarantee.IsDurable)
        {
            throw new IOException($"{place.Path} is not mapped as this test wants it, with MAP_SYNC: {guarantee}");
        }

        pipe.Send(new TortureEvent(TortureEventKind.Opened, 0, 0, 0, log.Head.Value));
        File.WriteAllText(Path.Combine(folder.Path, name + ".guarantee"), guarantee + "\n");
        return (log, pipe);
    }

    private static Thread Writer(TransactionalLog log, TorturePipe pipe, ulong seed, int boot, int writer) =>
        new(() => new TortureThread(log, pipe, seed, boot, writer).Run(long.MaxValue));

    private static string ControlPath(string folder, int boot) => Path.Combine(folder, "control-" + boot.ToString(CultureInfo.InvariantCulture));

    private static void Step(PowerCutFolder folder, string step) => File.AppendAllText(folder.Phases, step + "\n");
}
