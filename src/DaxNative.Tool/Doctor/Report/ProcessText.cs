using System.Globalization;
using Spectre.Console;

namespace DaxNative.Tool;

internal static class ProcessText
{
    internal static void Write(IAnsiConsole console, DoctorProcess process)
    {
        if (process.Areas.Count == 0)
        {
            console.MarkupLineInterpolated($"Process {process.ProcessId} has no DAX mappings.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("address", "length", "file", "offset", "needs", "because");
        foreach (MappedArea area in process.Areas)
        {
            table.AddRow(
                string.Create(CultureInfo.InvariantCulture, $"0x{area.Address:x}"),
                Words.Size(area.Length),
                Markup.Escape(area.Path),
                Words.Number(area.FileOffset),
                (Words.OfAny(area.Granularity) ?? "never durable") + ", " + Words.Of(area.Evidence),
                Markup.Escape(area.Reason));
        }

        console.Write(table);
        console.MarkupLineInterpolated($"[bold]{OutlookText.Headline(process.Verdict)}[/]");
    }
}
