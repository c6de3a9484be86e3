using Spectre.Console;

namespace DaxNative.Tool.PageTables;

/// <summary>The table for a person.</summary>
internal static class Screen
{
    internal static void Show(IReadOnlyList<Cost> costs)
    {
        Table table = new Table()
            .Title("Page tables of a mapping that is written in full (VmPTE)")
            .AddColumns("device", "align", "mapped", "page tables", "control", "of the mapping", $"{Cost.Processes:N0} processes");
        foreach (Cost cost in costs.OrderBy(cost => cost.Align))
        {
            _ = cost.Why is { } why
                ? table.AddRow(cost.Device, Align(cost), "", "n/a", "", Markup.Escape(why), "")
                : table.AddRow(cost.Device, Align(cost), Size(cost.Length), Size(cost.PageTables), Size(cost.Control), Size(cost.Net), Size(cost.NetOfProcesses));
        }

        Terminal.Console.Write(table);
        Terminal.Console.WriteLine("The control is what the process grew by in the same steps without the mapping.");
    }

    private static string Align(Cost cost) => cost.Align is { } align ? Size(align) : "?";

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 when bytes % (1L << 30) == 0 => $"{bytes >> 30} GiB",
        >= 10L << 30 => $"{bytes >> 30} GiB",
        >= 1L << 20 when bytes % (1L << 20) == 0 => $"{bytes >> 20} MiB",
        >= 10L << 20 => $"{bytes >> 20} MiB",
        _ => $"{bytes >> 10} KiB",
    };
}
