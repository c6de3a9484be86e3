using System.CommandLine;
using Spectre.Console;

namespace DaxNative.Logs;

/// <summary>Kills writers in a loop, and looks for what the log promised and did not keep.</summary>
internal static class TortureCommand
{
    internal static Command Create()
    {
        Option<string?> path = new("--path") { Description = "A file to create (removed afterwards), or a dax device that begins with 4 KiB of zeros. Default: a file in /dev/shm.", HelpName = "PATH" };
        Option<long> kills = CommonOptions.Number("--kills", "Children to kill.", 100, 1, 1_000_000);
        Option<long> seed = CommonOptions.Number("--seed", "Of everything that is random; when the kill comes is not.", 1, 0, int.MaxValue);
        Option<long> writers = CommonOptions.Number("--writers", "Threads of a child.", 3, 1, 64);
        Option<long> length = CommonOptions.Length(2);
        Option<bool> json = CommonOptions.Json();
        return new Command("torture", """
            Append records, transactions, groups and records in place, truncate, and kill the process that does it with SIGKILL, again and again. After each recovery every record that was acknowledged over a pipe must be there, no other half there, and all in order. Exit status 2 if not; the log is kept then.
            """)
        {
            path, kills, seed, writers, length, json,
        }.Doing((parsed, cancellation) =>
        {
            var place = new CommandTarget(parsed.GetValue(path) ?? $"/dev/shm/daxnative-torture-{Environment.ProcessId}", parsed.Bytes(length), AllowVolatile: true);
            return Torture(place, (int)parsed.GetValue(kills), (ulong)parsed.GetValue(seed), (int)parsed.GetValue(writers), parsed.GetValue(json), cancellation);
        });
    }

    private static int Torture(CommandTarget place, int kills, ulong seed, int writers, bool json, CancellationToken cancellation)
    {
        string guarantee;
        using (TransactionalLog log = place.Create())
        {
            guarantee = log.Mapping.Guarantee.ToString();
        }

        var run = new TortureRun(place, guarantee, seed, writers);
        try
        {
            Show(json || Console.IsOutputRedirected ? run.Run(kills, _ => { }, cancellation) : WithProgress(run, kills, cancellation), json);
        }
        catch (Exception broken) when (broken is TortureException or LogCorruptException)
        {
            Console.Error.WriteLine($"TransactionalLog: a promise was broken: {broken.Message} The log is kept: {place.Path}");
            return ExitCode.Damaged;
        }
        catch (OperationCanceledException)
        {
            place.Remove();
            throw;
        }

        place.Remove();
        return ExitCode.Done;
    }

    private static TortureReport WithProgress(TortureRun run, int kills, CancellationToken cancellation) => AnsiConsole.Progress().AutoClear(true).Start(context =>
    {
        ProgressTask task = context.AddTask("kills", maxValue: kills);
        return run.Run(kills, done => task.Value = done, cancellation);
    });

    private static void Show(TortureReport report, bool json)
    {
        if (json)
        {
            LogJson.Write(report);
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"{report.Path}: {report.Guarantee}");
        AnsiConsole.MarkupLineInterpolated($"{report.Kills} children killed ({report.KillsDuringOpen} of them while they opened the log), {report.Closings} closed it; {report.Checks} times the whole log was compared.");
        AnsiConsole.MarkupLineInterpolated($"{report.Acknowledged} records acknowledged: [green]none lost[/]. {report.Unacknowledged} were durable before anybody could be told; {report.Dropped} whole ones stood behind a hole and were dropped. None half there, all in order.");
    }
}
