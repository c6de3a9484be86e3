using System.Globalization;

namespace DaxNative.Tests.Probe;

/// <summary>On the host, between a cut and the next boot: breaks what the test must then find broken.</summary>
internal static class PowerCutSpoiler
{
    private const int Refused = 1;
    private const int WrongUsage = 2;

    /// <summary>Of the verb.</summary>
    internal const string Name = "power-cut-spoil";

    private const int Block = 4 << 20;

    /// <param name="arguments">claim or corrupt, the seed, a log's name, the folder of the boot that was cut, the NVDIMM's file.</param>
    internal static int Run(string[] arguments)
    {
        ulong seed = ulong.Parse(arguments[1], CultureInfo.InvariantCulture);
        string name = arguments[2];
        var boot = new PowerCutFolder(arguments[3]);
        TortureEvent[] all = [.. boot.ReadEvents(name)];
        int process = all.Where(said => said.Kind == TortureEventKind.Opening).Select(said => said.Number).Max();
        TortureEvent[] said = [.. all.SkipWhile(one => one.Kind != TortureEventKind.Opening || one.Number != process).Where(one => one.Kind == TortureEventKind.Acknowledged)];
        switch (arguments[0])
        {
            case "claim":
                TortureEvent last = said.MaxBy(one => one.SequenceNumber);
                using (TorturePipe pipe = boot.Pipe(name))
                {
                    // Beyond all that one call of the thread may have left unsaid.
                    pipe.Send(last with { Number = last.Number + last.Count + PowerCutAccount.MostUnsaid, Count = 1, SequenceNumber = last.SequenceNumber + (1L << 40) });
                }

                return 0;
            case "corrupt":
                // A single record is named in full by its event; the last one, so that no truncation took it.
                TortureEvent single = said.Last(one => one.Count == 1);
                return Corrupt(arguments[4], new TortureRecord(PowerCutFolder.Round(boot.Boot, process), single.Writer, single.Number).Payload(PowerCutFolder.Seed(seed, name)));
            default:
                Console.Error.WriteLine($"power-cut-spoil: {arguments[0]} is neither claim nor corrupt.");
                return WrongUsage;
        }
    }

    private static int Corrupt(string image, byte[] payload)
    {
        using FileStream file = File.Open(image, FileMode.Open, FileAccess.ReadWrite);
        byte[] block = new byte[Block + payload.Length];
        for (long at = 0; at < file.Length; at += Block)
        {
            file.Position = at;
            int count = file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            int found = block.AsSpan(0, count).IndexOf(payload);
            if (found >= 0)
            {
                file.Position = at + found + payload.Length - 1;
                file.WriteByte((byte)~payload[^1]);
                return 0;
            }
        }

        Console.Error.WriteLine("power-cut-spoil: the record to corrupt is not in the image.");
        return Refused;
    }
}
