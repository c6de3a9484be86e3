using System.Globalization;
using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>
/// In the virtual machine whose power is cut: recovers the logs, lists what is in them, waits for the host's permission, and
/// writes to all of them until there is no power, or until it is killed: then another one recovers them again, and goes on writing.
/// </summary>
internal static class PowerCutWriter
{
    private const int Refused = 1;
    private const int Damaged = 2;

    /// <summary>Of the verb.</summary>
    internal const string Name = "power-cut-writer";

    // A multiple of a device's align; small, so that truncation and the ring's end come often.
    private const long Length = 2 << 20;
    private const int Threads = 2;

    /// <param name="arguments">create, write, look, or again in the second process of a boot; the boot's folder; its number; the seed; the folder for controls; NAME=PATH of each log.</param>
    internal static int Run(string[] arguments)
    {
        try
        {
            return Write(arguments);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("power-cut-writer: " + refusal.Message);
            return refusal is LogCorruptException ? Damaged : Refused;
        }
    }

    private static int Write(string[] arguments)
    {
        string mode = arguments[0];
        var folder = new PowerCutFolder(arguments[1]);
        int boot = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        ulong seed = ulong.Parse(arguments[3], CultureInfo.InvariantCulture);
        string controls = arguments[4];
        var places = arguments[5..].Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => new LogTarget(pair[1], Length));

        bool isAgain = mode == "again";
        Step(folder, isAgain ? "reopening" : "opening");
        int process = isAgain ? 1 : 0;
        var logs = places.ToDictionary(place => place.Key, place => Recover(folder, place.Key, place.Value, process, isNew: mode == "create"));
        if (!isAgain)
        {
            List(folder, logs, controls);
        }

        if (mode == "look")
        {
            Array.ForEach([.. logs.Values], log => log.Log.Dispose());
            return 0;
        }

        while (!File.Exists(folder.Permission))
        {
            Thread.Sleep(20);
        }

        // The one that was killed has left its control to the cut.
        if (!isAgain)
        {
            logs.Add(PowerCutFolder.Control, (PowerCutControl.Create(ControlPath(controls, boot), Length), folder.Pipe(PowerCutFolder.Control)));
        }

        Step(folder, isAgain ? "again" : "writing");
        Thread[] threads = [.. from log in logs from writer in Enumerable.Range(0, Threads) select Writer(log.Value.Log, log.Value.Pipe, PowerCutFolder.Seed(seed, log.Key), PowerCutFolder.Round(boot, process), writer)];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Refused;
    }

    private static void List(PowerCutFolder folder, Dictionary<string, (TransactionalLog Log, TorturePipe Pipe)> logs, string controls)
    {
        Step(folder, "listing");
        foreach ((string name, (TransactionalLog log, _)) in logs)
        {
            PowerCutListing.Of(log).Write(folder.Found(name));
        }

        PowerCutControl.Look(ControlPath(controls, folder.LastControl())).Write(folder.Found(PowerCutFolder.Control));
        Step(folder, "listed");
    }

    private static (TransactionalLog Log, TorturePipe Pipe) Recover(PowerCutFolder folder, string name, LogTarget place, int process, bool isNew)
    {
        TorturePipe pipe = folder.Pipe(name);
        pipe.Send(new TortureEvent(TortureEventKind.Opening, 0, process, 0, 0));
        TransactionalLog log = isNew ? place.Create() : place.Open();
        DurabilityGuarantee guarantee = log.Mapping.Guarantee;
        if (!guarantee.IsMapSync || guarantee.Granularity == StoreGranularity.Page || !guarantee.IsDurable)
        {
            throw new IOException($"{place.Path} is not mapped as this test wants it, with MAP_SYNC: {guarantee}");
        }

        pipe.Send(TortureEvent.Opened(log.Head.Value, TortureCheckpoint.Parse(log.GetCheckpoint())));
        File.WriteAllText(Path.Combine(folder.Path, name + ".guarantee"), guarantee + "\n");
        return (log, pipe);
    }

    private static Thread Writer(TransactionalLog log, TorturePipe pipe, ulong seed, int round, int writer) =>
        new(() => new TortureThread(log, pipe, seed, round, writer).Run(long.MaxValue));

    private static string ControlPath(string folder, int boot) => Path.Combine(folder, "control-" + boot.ToString(CultureInfo.InvariantCulture));

    private static void Step(PowerCutFolder folder, string step) => File.AppendAllText(folder.Phases, step + "\n");
}
