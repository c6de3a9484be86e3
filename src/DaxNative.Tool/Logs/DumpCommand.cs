using System.CommandLine;
using System.Globalization;
using DaxNative.Log;

namespace DaxNative.Tool.Logs;

/// <summary>Prints every record with where it stands; changes nothing, and needs nobody to close the log.</summary>
internal static class DumpCommand
{
    private const int MostHex = 32;

    internal static Command Create()
    {
        Argument<string> path = CommonOptions.Log();
        Option<long> length = CommonOptions.Length(0);
        Option<bool> json = CommonOptions.Json();
        return new Command("dump", "Print every record that recovery would keep: number, offset, epoch, kind, length, contents. Changes nothing, and another process may have the log open. Exit status 2 where they end at something durable that is damaged.")
        {
            path, length, json,
        }.Doing((parsed, cancellation) =>
        {
            using LogMedia view = new CommandTarget(parsed.GetRequiredValue(path), parsed.Bytes(length)).View(isExclusive: false);
            bool isJson = parsed.GetValue(json);
            do
            {
                foreach (SeenRecord record in view.ReadRecords())
                {
                    cancellation.ThrowIfCancellationRequested();
                    Print(record, isJson);
                }
            }
            while (!view.IsAtEnd());
            return ExitCode.Done;
        });
    }

    private static void Print(SeenRecord record, bool json)
    {
        if (json)
        {
            LogJson.Write(record);
            return;
        }

        string hex = record.Hex.Length > 2 * MostHex ? record.Hex[..(2 * MostHex)] + "…" : record.Hex;
        Terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{record.SequenceNumber,14}  offset {record.Offset,10}  epoch {record.Epoch,4}  {record.Kind,-12}  {record.Length,8} bytes  {(record.IsGivenUp ? "given up: " : "")}{record.Text ?? hex}"));
    }
}
