using System.CommandLine;
using DaxNative.Log;

namespace DaxNative.Tool.Logs;

/// <summary>Prints the last records, and with --follow those that another process appends.</summary>
internal static class TailCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    internal static Command Create()
    {
        Argument<string> path = CommonOptions.Log();
        Option<long> length = CommonOptions.Length(0);
        Option<long> lines = CommonOptions.Number("--lines", "Records to begin with.", 10, 0, int.MaxValue);
        Option<bool> follow = new("--follow") { Description = "Wait for what another process appends; Ctrl-C ends it. A record is shown as soon as it is whole, which may be a moment before it is durable. Records that are given up afterwards are told by a line on the standard error, or by one of kind cut." };
        Option<bool> json = CommonOptions.Json();
        return new Command("tail", "Print the last records that are kept. Changes nothing, and another process may have the log open.")
        {
            path, length, lines, follow, json,
        }.Doing((parsed, cancellation) =>
        {
            using LogMedia view = new CommandTarget(parsed.GetRequiredValue(path), parsed.Bytes(length)).View(isExclusive: false);
            bool isJson = parsed.GetValue(json);
            var last = new Queue<SeenRecord>();
            long most = parsed.GetValue(lines);
            foreach (SeenRecord record in view.ReadRecords().Where(record => record is { IsGivenUp: false, Kind: not SeenRecord.Cut }))
            {
                last.Enqueue(record);
                if (last.Count > most)
                {
                    last.Dequeue();
                }
            }

            Print(last, isJson);
            while (parsed.GetValue(follow) && !cancellation.WaitHandle.WaitOne(s_pause))
            {
                Print(view.ReadRecords(), isJson);
            }

            return ExitCode.Done;
        });
    }

    private static void Print(IEnumerable<SeenRecord> records, bool json)
    {
        foreach (SeenRecord record in records)
        {
            if (json)
            {
                LogJson.Write(record);
            }
            else
            {
                (record.Kind == SeenRecord.Cut ? Terminal.Error : Terminal.Out).WriteLine(record.Text ?? record.Hex);
            }
        }
    }
}
