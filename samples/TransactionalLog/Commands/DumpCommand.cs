using System.CommandLine;
using System.Globalization;

namespace DaxNative.Logs;

/// <summary>Prints every record with where it stands; changes nothing, and needs nobody to close the log.</summary>
internal static class DumpCommand
{
    private const int MostHex = 32;

    internal static Command Create()
    {
        Argument<string> path = CommonOptions.Log();
        Option<long> length = CommonOptions.Length(0);
        Option<bool> json = CommonOptions.Json();
        return new Command("dump", "Print every record that recovery would keep: number, offset, epoch, kind, length, contents. Changes nothing.")
        {
            path, length, json,
        }.Doing((parsed, cancellation) =>
        {
            using LogView view = new CommandTarget(parsed.GetRequiredValue(path), parsed.Bytes(length)).View(isExclusive: false);
            bool isJson = parsed.GetValue(json);
            while (view.TryRead(out byte[] payload) is { } header)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (SeenRecord record in SeenRecord.Of(header, payload, view.OffsetOf(header.Position)))
                {
                    Print(record, isJson);
                }
            }

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
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{record.SequenceNumber,14}  offset {record.Offset,10}  epoch {record.Epoch,4}  {record.Kind,-16}  {record.Length,8} bytes  {record.Text ?? hex}"));
    }
}
