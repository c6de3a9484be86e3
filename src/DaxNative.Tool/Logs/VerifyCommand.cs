using System.CommandLine;
using DaxNative.Log;
using Spectre.Console;

namespace DaxNative.Tool.Logs;

/// <summary>Looks at every record, and says exactly where damage is.</summary>
internal static class VerifyCommand
{
    internal static Command Create()
    {
        Argument<string> path = CommonOptions.Log();
        Option<long> length = CommonOptions.Length(0);
        Option<bool> json = CommonOptions.Json();
        return new Command("verify", "Look at every record. Changes nothing; nobody may have the log open. Exit status 2 if something durable is damaged.")
        {
            path, length, json,
        }.Doing((parsed, _) =>
        {
            var place = new CommandTarget(parsed.GetRequiredValue(path), parsed.Bytes(length));
            using LogMedia view = place.View(isExclusive: true);
            bool isJson = parsed.GetValue(json);
            VerifyReport report = Examine(view, place.Path, isJson);
            Show(report, isJson);
            return report.Damage is null ? ExitCode.Done : ExitCode.Damaged;
        });
    }

    private static VerifyReport Examine(LogMedia view, string path, bool json)
    {
        try
        {
            RecoveredLog found = json || Terminal.IsRedirected ? view.Scan(null) : ScanWithProgress(view);
            return new VerifyReport(path, view.State.IsClean, found.State.Head, found.Tail, found.Report.Last?.Value, found.Report.DroppedRecords, null);
        }
        catch (LogCorruptException damage)
        {
            return new VerifyReport(path, IsClean: false, null, null, damage.Before?.Value, 0, new DamageReport(damage.Message, damage.Offset, damage.Before?.Value, damage.After?.Value));
        }
    }

    private static RecoveredLog ScanWithProgress(LogMedia view) => Terminal.Console.Progress().AutoClear(true).Start(context =>
    {
        ProgressTask task = context.AddTask("records", maxValue: view.Mapping.Length);
        long head = view.State.Head;
        return view.Scan(new Step(position => task.Value = position - head));
    });

    private static void Show(VerifyReport report, bool json)
    {
        if (json)
        {
            LogJson.Write(report);
            return;
        }

        if (report.Damage is { } damage)
        {
            Terminal.Console.MarkupLineInterpolated($"[red]Damaged[/] at offset {damage.Offset}: {damage.Message}");
            Terminal.Console.WriteLine(LogText.Neighbours(damage.Before, damage.After));
            Terminal.Console.MarkupLine("The log does not open like this. What is sound is not touched; `daxnative log salvage` copies it out.");
            return;
        }

        Terminal.Console.MarkupLineInterpolated($"[green]Sound[/]: {report.Tail - report.Head} bytes of records, the last is {report.Last?.ToString() ?? "none"}.");
        Terminal.Console.MarkupLineInterpolated($"{(report.IsClean ? "The log was closed." : "The log was not closed: a torn record behind the last one, if there is any, is dropped when it is opened.")}");
        if (report.Dropped > 0)
        {
            Terminal.Console.MarkupLineInterpolated($"{report.Dropped} whole records behind a torn one were never acknowledged; they are dropped as well.");
        }
    }

    /// <summary>On the scanning thread itself: <see cref="Progress{T}"/> would report from others, late.</summary>
    private sealed class Step(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}

/// <summary>What verify found.</summary>
internal sealed record VerifyReport(string Path, bool IsClean, long? Head, long? Tail, long? Last, long Dropped, DamageReport? Damage);

/// <summary>Where damage is.</summary>
internal sealed record DamageReport(string Message, long Offset, long? Before, long? After);
