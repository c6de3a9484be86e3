using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace DaxNative.Logs;

/// <summary>Shows on any machine, in seconds, what the log is for.</summary>
internal static class DemoCommand
{
    internal static Command Create()
    {
        Argument<string?> path = new("PATH")
        {
            Description = "A file to create (removed afterwards), or a dax device that begins with 4 KiB of zeros (left so). Default: a file in /dev/shm.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<long> length = CommonOptions.Length(32);
        Option<long> rounds = CommonOptions.Number("--rounds", "Children to kill at most; it ends with the first that is hit in the middle of an append.", 12, 1, 1000);
        Option<bool> json = CommonOptions.Json();
        return new Command("demo", "Append, kill the appending process in the middle of it with SIGKILL, recover, and show what survived and on which guarantee.")
        {
            path, length, rounds, json,
        }.Doing((parsed, cancellation) =>
        {
            string where = parsed.GetValue(path) ?? $"/dev/shm/daxnative-demo-{Environment.ProcessId}";
            var place = new CommandTarget(where, parsed.Bytes(length), AllowVolatile: true);
            DurabilityGuarantee guarantee;
            using (TransactionalLog log = place.Create())
            {
                guarantee = log.Mapping.Guarantee;
            }

            try
            {
                return Run(place, guarantee, parsed.GetValue(rounds), parsed.GetValue(json), cancellation);
            }
            finally
            {
                place.Remove();
            }
        });
    }

    private static int Run(CommandTarget place, DurabilityGuarantee guarantee, long most, bool json, CancellationToken cancellation)
    {
        var random = new Random();
        List<DemoRound> rounds = [];
        do
        {
            rounds.Add(DemoRound.Run(place, random, cancellation));
        }
        while (rounds[^1].TornLength is null && rounds.Count < most);

        var report = new DemoReport(place.Path, guarantee.ToString(), guarantee.IsDurable, rounds);
        if (json)
        {
            LogJson.Write(report);
        }
        else
        {
            Show(report);
        }

        return rounds.Any(round => round.Lost > 0) ? ExitCode.Damaged : ExitCode.Done;
    }

    private static void Show(DemoReport report)
    {
        AnsiConsole.MarkupLineInterpolated($"Log [bold]{report.Path}[/]");
        AnsiConsole.MarkupLineInterpolated($"Guarantee: {report.Guarantee}");
        AnsiConsole.MarkupLine(report.SurvivesPowerCut
            ? "An acknowledged record survives a killed process [green]and a power cut[/]."
            : "An acknowledged record survives a killed process, [yellow]not a power cut[/]: give a path on persistent memory for that.");
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumns("kill -9", "acknowledged", "survived", "[green]acknowledged and lost[/]", "torn: dropped by recovery");
        for (int i = 0; i < report.Rounds.Count; i++)
        {
            DemoRound round = report.Rounds[i];
            table.AddRow(Text(i + 1), Text(round.Acknowledged), Text(round.Survived), round.Lost == 0 ? "0" : $"[red]{round.Lost}[/]", Torn(round));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("A child appended 256 KiB records and said the number of each one that was durable; it was killed while it did so. What survived");
        AnsiConsole.WriteLine("beyond what was acknowledged was durable already, and the child had no time left to say so. Every survivor was compared byte for byte.");
    }

    private static string Torn(DemoRound round) => round.TornLength is null
        ? "nothing: the kill hit between two records"
        : $"1 record, {Text(round.TornArrived!.Value)} of its {Text(round.TornLength.Value)} bytes were there";

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>What the demo saw.</summary>
internal sealed record DemoReport(string Path, string Guarantee, bool SurvivesPowerCut, IReadOnlyList<DemoRound> Rounds);
