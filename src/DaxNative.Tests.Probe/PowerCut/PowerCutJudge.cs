using System.Globalization;

namespace DaxNative.Tests.Probe;

/// <summary>
/// On the host, after a boot has listed what it found: says of each log whether all that was acknowledged before is there.
/// Keeps nothing but the folders of the boots, so that it can be asked again.
/// </summary>
internal static class PowerCutJudge
{
    private const int Broken = 2;

    /// <summary>Of the verb.</summary>
    internal const string Name = "power-cut-judge";

    /// <param name="arguments">
    /// The seed; the logs' names with commas between; then folders of boots: the last one that was judged, or -, all that
    /// were cut since, and the one that listed.
    /// </param>
    internal static int Run(string[] arguments)
    {
        ulong seed = ulong.Parse(arguments[0], CultureInfo.InvariantCulture);
        PowerCutFolder? judged = arguments[2] == "-" ? null : new PowerCutFolder(arguments[2]);
        PowerCutFolder[] cut = [.. arguments[3..^1].Select(path => new PowerCutFolder(path))];
        var now = new PowerCutFolder(arguments[^1]);
        int status = 0;
        foreach (string name in arguments[1].Split(','))
        {
            (PowerCutVerdict verdict, string why) = name == PowerCutFolder.Control
                ? JudgeControl(seed, [.. cut.Concat(judged is null ? [] : [judged])], now)
                : Judge(seed, name, judged, cut, now);
            Console.WriteLine($"log\t{name}\t{verdict.ToString().ToLowerInvariant()}\t{why}");
            status = verdict == PowerCutVerdict.Broken ? Broken : status;
        }

        return status;
    }

    private static (PowerCutVerdict Verdict, string Why) Judge(ulong seed, string name, PowerCutFolder? judged, PowerCutFolder[] cut, PowerCutFolder now)
    {
        try
        {
            var account = new PowerCutAccount(name, seed);
            if (judged is not null)
            {
                account.Restore(PowerCutListing.Read(judged.Found(name)));
            }

            PowerCutFolder[] silent = [.. judged is null ? [] : (PowerCutFolder[])[judged], .. cut];
            foreach (PowerCutFolder boot in silent)
            {
                ShowAcknowledged(boot, name, account.Add(boot.Boot, boot.ReadEvents(name)));
            }

            account.Add(now.Boot, now.ReadEvents(name).TakeWhile(said => said.Kind is TortureEventKind.Opening or TortureEventKind.Opened));
            PowerCutListing found = PowerCutListing.Read(now.Found(name));
            account.Check(found, silent.Select(boot => boot.Boot).ToHashSet());
            return (PowerCutVerdict.Held, $"{found.Records.Count}\t{account.Unacknowledged}\t{found.Dropped}");
        }
        catch (TortureException broken)
        {
            return (PowerCutVerdict.Broken, broken.Message);
        }
    }

    // Each boot that writes makes a control of its own, and looks for the last one.
    private static (PowerCutVerdict Verdict, string Why) JudgeControl(ulong seed, PowerCutFolder[] before, PowerCutFolder now)
    {
        const string name = PowerCutFolder.Control;
        if (before.Where(folder => folder.HasControl).MaxBy(folder => folder.Boot) is not { } boot)
        {
            return (PowerCutVerdict.Idle, "0\t0\t0");
        }

        var account = new PowerCutAccount(name, seed);
        long acknowledged = account.Add(boot.Boot, boot.ReadEvents(name));
        ShowAcknowledged(boot, name, acknowledged);
        PowerCutListing found = PowerCutListing.Read(now.Found(name));
        string counts = $"{found.Records.Count}\t0\t{found.Dropped}";
        try
        {
            account.Check(found, new HashSet<int> { boot.Boot });
            return (acknowledged == 0 ? PowerCutVerdict.Idle : PowerCutVerdict.Kept, counts);
        }
        catch (TortureException)
        {
            return (acknowledged == 0 ? PowerCutVerdict.Idle : PowerCutVerdict.Lost, counts);
        }
    }

    private static void ShowAcknowledged(PowerCutFolder boot, string name, long count) => Console.WriteLine($"acknowledged\t{name}\t{boot.Boot}\t{count}");
}

/// <summary>What became of a log.</summary>
internal enum PowerCutVerdict
{
    /// <summary>All that was acknowledged is there.</summary>
    Held,

    /// <summary>Something is not.</summary>
    Broken,

    /// <summary>A control lost something, as it must.</summary>
    Lost,

    /// <summary>A control lost nothing, so nothing is proved.</summary>
    Kept,

    /// <summary>A control had nothing to lose.</summary>
    Idle,
}
